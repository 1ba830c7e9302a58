"""What a page is asked in the browser, a question a call: width, targets, colours, focus."""

from __future__ import annotations

from typing import Any

# Parts that reach past the window although nobody scrolls to them: what stands in a region of its own may.
WIDE = """() => {
    const width = document.scrollingElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const scrolls = (one) => {
        for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
            if (getComputedStyle(up).overflowX !== 'visible') return true;
        }
        return false;
    };
    const found = [...document.body.querySelectorAll('*')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > width + 1 || box.left < -1) && !scrolls(one);
    });
    return ['page', ...found.slice(0, 5).map((one) => one.outerHTML.slice(0, 160))];
}"""

# WCAG 2.2, 2.5.8: 24 by 24 pixels, or a circle of 24 around the middle that meets no other target and no
# other circle. Links in a sentence, what is hidden, and controls as the browser draws them are excepted.
SMALL = """() => {
    const NAMED = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]';
    const drawn = [...document.querySelectorAll(NAMED)].filter(
        (one) => one.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && !one.closest('.vh'));
    const inSentence = (one) => {
        if (!one.matches('a, button') || getComputedStyle(one).display !== 'inline') return false;
        let block = one.parentElement;
        while (getComputedStyle(block).display === 'inline') block = block.parentElement;
        const words = block.cloneNode(true);
        words.querySelectorAll('a, button, .vh, ul, ol, table, div, p').forEach((inner) => inner.remove());
        return /[\\p{L}\\p{N}]{2}/u.test(words.textContent);
    };
    const boxOf = (one) => {
        const label = one.matches('[type=checkbox], [type=radio]') && one.labels?.[0];
        const boxes = [one, label].filter(Boolean).map((part) => part.getBoundingClientRect());
        const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
        const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
        return {one, left, right, top, bottom, x: (left + right) / 2, y: (top + bottom) / 2,
            small: right - left < 23.9 || bottom - top < 23.9};
    };
    const targets = drawn.map(boxOf).filter((b) => b.right > b.left && b.bottom > b.top);
    const meets = (small, other) => {
        const x = Math.max(other.left - small.x, 0, small.x - other.right);
        const y = Math.max(other.top - small.y, 0, small.y - other.bottom);
        if (Math.hypot(x, y) < 11.9) return true;
        return other.small && Math.hypot(other.x - small.x, other.y - small.y) < 23.9;
    };
    return targets.filter((small) => small.small && !inSentence(small.one)
        && targets.some((other) => other !== small && !small.one.contains(other.one)
            && !other.one.contains(small.one) && meets(small, other))
    ).map((b) => `${Math.round(b.right - b.left)}x${Math.round(b.bottom - b.top)} `
        + b.one.outerHTML.slice(0, 160));
}"""

# A link or button that stands alone is as high as a finger asks for, near to others or not. What is as the
# browser draws it (tick boxes) is excepted, and what stands in a sentence.
LOW = (
    SMALL[: SMALL.index("return targets.filter")]
    + """return targets.filter((b) => b.bottom - b.top < 23.9 && !inSentence(b.one)
        && !b.one.matches('[type=checkbox], [type=radio]')
    ).map((b) => `${Math.round(b.bottom - b.top)} ` + b.one.outerHTML.slice(0, 160));
}"""
)

# What colour alone draws (a part without words and with a background of its own) is noted under usual colours
# and asked for again under forced ones; a drawing keeps its colours there, on a ground that goes with them.
PAINTED = """() => {
    const clear = (colour) => /^rgba.*, 0\\)$|^transparent$/.test(colour);
    window.painted = [...document.querySelectorAll('main *, header *')].filter((one) => {
        const box = one.getBoundingClientRect(), style = getComputedStyle(one);
        return box.width > 2 && box.height > 2 && !one.closest('svg') && !one.textContent.trim()
            && !one.querySelector('svg, img, input') && !one.matches('input, select, textarea, hr')
            && !clear(style.backgroundColor) && one.checkVisibility({checkVisibilityCSS: true});
    });
    const isDrawn = (one, part) => {
        const style = getComputedStyle(one, part);
        return style.content === '""' && parseFloat(style.width) > 2 && parseFloat(style.height) > 2
            && style.display !== 'none' && !clear(style.backgroundColor);
    };
    window.signs = [...document.querySelectorAll('summary, a, button, .status')]
        .filter((one) => one.checkVisibility({checkVisibilityCSS: true}))
        .flatMap((one) => ['::before', '::after'].map((part) => [one, part]))
        .filter(([one, part]) => isDrawn(one, part));
    return window.painted.length + window.signs.length
        + document.querySelectorAll('main svg [fill^="#"]').length;
}"""
LOST = """() => {
    const behind = (one) => {
        for (let up = one.parentElement; up; up = up.parentElement) {
            const colour = getComputedStyle(up).backgroundColor;
            if (!/^rgba.*, 0\\)$|^transparent$/.test(colour)) return colour;
        }
        return 'none';
    };
    const lost = window.painted.filter((one) => {
        const style = getComputedStyle(one);
        return style.backgroundColor === behind(one) && !parseFloat(style.borderTopWidth)
            && style.outlineStyle === 'none' && style.backgroundImage === 'none';
    });
    const coloured = (one) => {
        const style = getComputedStyle(one);
        return [style.fill, style.stroke].some((paint) => paint !== 'none' && paint !== style.color);
    };
    const drawings = [...document.querySelectorAll('svg')].filter((one) => {
        const parts = [...one.querySelectorAll('rect, path, circle, line, polygon, polyline')];
        if (!one.checkVisibility({checkVisibilityCSS: true}) || !parts.some(coloured)) return false;
        for (let up = one; up; up = up.parentElement) {
            const style = getComputedStyle(up);
            if (style.forcedColorAdjust === 'none' && !/^rgba.*, 0\\)$/.test(style.backgroundColor)) {
                return false;
            }
        }
        return true;
    });
    const signs = window.signs.filter(([one, part]) => {
        const style = getComputedStyle(one, part), own = getComputedStyle(one).backgroundColor;
        const ground = /^rgba.*, 0\\)$|^transparent$/.test(own) ? behind(one) : own;
        return style.backgroundColor === ground && !parseFloat(style.borderTopWidth);
    });
    return [...lost, ...drawings].map((one) => one.outerHTML.slice(0, 160))
        .concat(signs.map(([one, part]) => part + ' of ' + one.outerHTML.slice(0, 160)));
}"""
# Current is what differs from its neighbours in a line, a frame or the weight of its letters.
UNMARKED = """() => {
    const look = (one) => {
        const s = getComputedStyle(one);
        const line = (kind, width, colour) =>
            parseFloat(width) && kind !== 'none' ? kind + width + colour : '';
        return [line(s.borderTopStyle, s.borderTopWidth, s.borderTopColor),
            line(s.borderBottomStyle, s.borderBottomWidth, s.borderBottomColor),
            line(s.outlineStyle, s.outlineWidth, s.outlineColor),
            s.textDecorationLine, s.fontWeight, s.backgroundColor].join(' ');
    };
    return [...document.querySelectorAll('[aria-current]:not([aria-current=false])')].filter((one) => {
        if (!one.matches('a, button') || !one.checkVisibility({checkVisibilityCSS: true})) return false;
        const list = one.closest('ul, ol, nav, .tabs');
        const others = [...(list?.querySelectorAll(one.localName) ?? [])].filter(
            (other) => other !== one && !other.hasAttribute('aria-current'));
        return others.length > 0 && others.some((other) => look(other) === look(one));
    }).map((one) => one.outerHTML.slice(0, 160));
}"""
# Of the main navigation nothing else has a line below it: neither a link nor the menu that holds others.
TWICE = """() => [...document.querySelectorAll('.site-nav :is(li > a, summary)')].filter((one) => {
    if (one.parentElement.matches(':has([aria-current])') || !one.checkVisibility()) return false;
    const style = getComputedStyle(one), ground = getComputedStyle(document.documentElement).backgroundColor;
    return parseFloat(style.borderBottomWidth) && style.borderBottomColor !== ground;
}).map((one) => 'looks current: ' + one.outerHTML.slice(0, 160))"""

# Every stop of the keyboard in turn: none may lie wholly behind what sticks to the window.
COVERED = """() => {
    const STOPS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const stuck = [...document.querySelectorAll('body *')].filter(
        (one) => ['sticky', 'fixed'].includes(getComputedStyle(one).position));
    const covered = [];
    for (const one of document.querySelectorAll(STOPS)) {
        if (one.disabled || !one.checkVisibility({checkVisibilityCSS: true})) continue;
        one.focus();
        const box = one.getBoundingClientRect();
        if (!box.width || !box.height) continue;
        const over = stuck.some((bar) => {
            if (bar.contains(one) || one.contains(bar)) return false;
            const b = bar.getBoundingClientRect();
            if (!(b.left <= box.left && b.right >= box.right && b.top <= box.top && b.bottom >= box.bottom)) {
                return false;
            }
            const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            return top !== null && bar.contains(top);
        });
        if (over) covered.push(one.outerHTML.slice(0, 160));
    }
    return covered;
}"""

# A table is read whole: none is wider than what holds it, and no head runs over its cell into the next. What
# is said to those alone who do not see takes no place.
TABLES = """() => {
    const found = [];
    const named = (table) => (table.caption?.textContent ?? table.className).trim().slice(0, 80);
    for (const table of document.querySelectorAll('table')) {
        if (!table.checkVisibility({checkVisibilityCSS: true})) continue;
        const over = Math.round(table.getBoundingClientRect().width - table.parentElement.clientWidth);
        if (over > 1) found.push(`${named(table)}: ${over} wider than its holder`);
        for (const head of table.querySelectorAll('thead th')) {
            if (!head.checkVisibility({checkVisibilityCSS: true})) continue;
            const heads = getComputedStyle(head.parentElement.parentElement);
            if (heads.clipPath !== 'none') continue; // each card names its numbers itself
            const cell = head.getBoundingClientRect(), words = document.createRange();
            const walk = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                if (walk.currentNode.parentElement.closest('.vh')) continue;
                words.selectNodeContents(walk.currentNode);
                const out = [...words.getClientRects()].map(
                    (box) => box.width && Math.max(cell.left - box.left, box.right - cell.right));
                if (Math.max(0, ...out) > 1) {
                    found.push(`${named(table)}: the head “${head.textContent.trim()}” runs over its cell`);
                    break;
                }
            }
        }
    }
    return found;
}"""

# What stands beside another in the masthead, the person with a count of notices: none may lie over another.
BESIDE = """() => {
    document.querySelector('.masthead-tools .drop:has(bdi) > summary').insertAdjacentHTML(
        'beforeend', '<b class="count small-only">12</b>');
    const words = document.createRange();
    words.selectNodeContents(document.querySelector('.wordmark b'));
    const TOOLS = '.masthead-tools :is(.drop > summary > :is(span, svg, b), .menu-btn)';
    const tools = [...document.querySelectorAll(TOOLS)].filter((one) => one.checkVisibility()
        && !one.closest('.vh'));
    const boxes = [...words.getClientRects()].map((box) => ['the name', box]).concat(
        tools.map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()]));
    const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return boxes.flatMap(([name, a], at) => boxes.slice(at + 1)
        .filter(([other, b]) => name !== other && meets(a, b)).map(([other]) => `${name} meets ${other}`));
}"""


def meeting(page: Any) -> list[str]:
    """Return what of the masthead lies over another part of it."""
    found: list[str] = page.evaluate(BESIDE)
    return found


def tables(page: Any) -> list[str]:
    """Return the tables that are wider than what holds them, and the heads that run over their cells."""
    found: list[str] = page.evaluate(TABLES)
    return found


def wide(page: Any) -> list[str]:
    """Return what makes the page wider than its window; nothing: it is not."""
    found: list[str] = page.evaluate(WIDE)
    return found


def small(page: Any) -> list[str]:
    """Return the targets that are too small and too near to others."""
    found: list[str] = page.evaluate(SMALL)
    return found


def low(page: Any) -> list[str]:
    """Return the targets outside sentences that are less than 24 pixels high."""
    found: list[str] = page.evaluate(LOW)
    return found


def lost_in_forced_colours(page: Any) -> tuple[list[str], int]:
    """Return what is drawn or current and is lost under the reader's own colours, and how much is drawn."""
    drawn: int = page.evaluate(PAINTED)
    page.emulate_media(forced_colors="active")
    found: list[str] = [*page.evaluate(LOST), *page.evaluate(UNMARKED), *page.evaluate(TWICE)]
    page.emulate_media(forced_colors="none")
    return found, drawn


def covered(page: Any) -> list[str]:
    """Return the stops of the keyboard that lie behind what sticks to the window."""
    found: list[str] = page.evaluate(COVERED)
    return found
