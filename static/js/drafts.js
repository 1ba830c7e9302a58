// Keeps what is typed into a form with data-draft on this device until it is saved.
//
// A draft is named by the person, the form's data-draft and its data-draft-version. It is erased when the page
// after the form says that it was saved (data-draft-saved), when the person discards it, and at sign-out
// (a form with data-draft-erase). The words of the notices come from the page, in its language.
"use strict";

(() => {
  const { user, probe } = document.currentScript.dataset;
  const mine = `draft:${user}:`;
  const LEFT = "draft-left"; // tells the other windows of this browser that the person signed out
  const PAUSE = 400; // milliseconds without a key before what was typed is kept
  const PATIENCE = 8000; // milliseconds that the portal has to answer before the line counts as broken
  const LONGEST = 30 * 24 * 3600 * 1000; // milliseconds that a draft is kept
  const UNKEPT = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
  let signedOut = false;

  function stored(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null; // no storage here, or not ours
    }
  }

  function store(name, draft) {
    if (signedOut) return false;
    try {
      localStorage.setItem(name, JSON.stringify(draft));
      return true;
    } catch {
      return false; // storage is full or forbidden: the page then promises nothing
    }
  }

  function erase(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // nothing was kept
    }
  }

  function names() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(mine));
    } catch {
      return [];
    }
  }

  function eraseAll() {
    names().forEach(erase);
    signedOut = true;
    try {
      localStorage.setItem(LEFT, user);
      localStorage.removeItem(LEFT);
    } catch {
      // nothing was kept
    }
  }

  function controls(form) {
    return [...form.elements].filter((one) => one.name && !one.disabled && !UNKEPT.has(one.type));
  }

  function isTick(control) {
    return control.type === "checkbox" || control.type === "radio";
  }

  function typed(form) {
    return controls(form).map((one) => {
      if (isTick(one)) return [one.name, one.value, one.checked];
      return [one.name, null, one.multiple ? [...one.selectedOptions].map((option) => option.value) : one.value];
    });
  }

  function put(form, values) {
    const left = [...values];
    for (const one of controls(form)) {
      const place = left.findIndex(([name, value]) => name === one.name && (!isTick(one) || value === one.value));
      if (place < 0) continue;
      const kept = left.splice(place, 1)[0][2];
      if (isTick(one)) one.checked = kept;
      else if (one.multiple) for (const option of one.options) option.selected = kept.includes(option.value);
      else one.value = kept;
      one.dispatchEvent(new Event("input")); // for who counts its characters; it does not bubble to the form
    }
  }

  function clock(moment) {
    const language = document.documentElement.lang;
    const date = new Date(moment);
    const time = date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    if (date.toDateString() === new Date().toDateString()) return time;
    return `${date.toLocaleDateString(language, { day: "numeric", month: "short" })}, ${time}`;
  }

  async function isConnected() {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      return (await fetch(probe, { method: "HEAD", cache: "no-store", signal })).ok;
    } catch {
      return false;
    }
  }

  class Draft {
    constructor(form) {
      this.form = form;
      this.name = mine + form.dataset.draft;
      this.version = form.dataset.draftVersion || "";
      this.box = form.querySelector("[data-draft-state]");
      this.told = document.querySelector("[data-draft-said]"); // in the bar with the buttons: always in sight
      this.found = this.box.querySelector("[data-draft-found]");
      this.first = typed(form);
      this.timer = 0;
      this.restore();
      this.watch();
    }

    say(word, moment = Date.now()) {
      this.told.hidden = false;
      this.told.className = word === "lost" ? "saved notice notice-bad" : "saved";
      this.told.textContent = this.box.dataset[word].replace("{time}", clock(moment));
    }

    differs(values) {
      return JSON.stringify(values) !== JSON.stringify(this.first);
    }

    restore() {
      const draft = stored(this.name);
      if (!draft || !this.differs(draft.values)) return;
      const changed = draft.version !== this.version;
      const refused = document.querySelector(".field-error, #problems") !== null;
      if (refused && !changed) return; // the page shows what was sent: it is newer than the draft
      const back = this.found.querySelector("[data-draft-restore]");
      const words = this.box.dataset[changed ? "changed" : "restored"];
      this.found.querySelector("p").textContent = words.replace("{time}", clock(draft.at));
      this.found.hidden = false;
      back.hidden = !changed; // what fits the record as it stands is put back at once
      back.addEventListener("click", () => {
        put(this.form, draft.values);
        this.close();
        this.keep();
      });
      this.found.querySelector("[data-draft-discard]").addEventListener("click", () => {
        put(this.form, this.first);
        erase(this.name);
        this.close();
        this.say("discarded");
      });
      if (!changed) put(this.form, draft.values);
    }

    close() {
      this.found.hidden = true;
      controls(this.form)[0].focus();
    }

    keep() {
      clearTimeout(this.timer);
      this.timer = 0;
      const values = typed(this.form);
      if (!this.differs(values) && !stored(this.name)) return;
      const kept = store(this.name, { at: Date.now(), version: this.version, values });
      this.say(!kept ? "unkept" : navigator.onLine ? "saved" : "offline");
    }

    watch() {
      const keepNow = () => this.timer && this.keep();
      this.form.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.keep(), PAUSE);
      });
      addEventListener("pagehide", keepNow);
      document.addEventListener("visibilitychange", keepNow);
      addEventListener("offline", () => this.keep());
      addEventListener("online", () => stored(this.name) && this.say("online"));
      addEventListener("pageshow", () => (this.sent = false));
      this.form.addEventListener("submit", (event) => this.send(event));
    }

    // Asks first whether the portal answers: a form that is sent into a broken line loses its page.
    async send(event) {
      if (this.sent) return;
      event.preventDefault();
      if (this.asking) return;
      this.asking = true;
      this.keep();
      if (await isConnected()) {
        this.sent = true;
        this.form.requestSubmit(event.submitter);
      } else {
        this.say("lost");
      }
      this.asking = false;
    }
  }

  addEventListener("storage", (event) => {
    if (event.key === LEFT && event.newValue === user) signedOut = true;
  });
  for (const said of document.querySelectorAll("[data-draft-saved]")) {
    erase(mine + said.dataset.draftSaved);
  }
  for (const name of names()) {
    const draft = stored(name);
    if (!draft || !(Date.now() - draft.at < LONGEST)) erase(name);
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (form.querySelector("[data-draft-state]") && controls(form).length) new Draft(form);
  }
  for (const form of document.querySelectorAll("form[data-draft-erase]")) {
    form.addEventListener("submit", eraseAll);
  }
})();
