"""Pages of global products: the register and the forms. One product's page is composed above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.writing.forms import VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.outcomes import forms, policies
from portfolio.outcomes.actions import global_products as actions
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.registers import GLOBAL_PRODUCTS
from portfolio.outcomes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.registers.paging import Page
    from ilo_dc.core.registers.register import Listing


class GlobalProductsPage(RegisterPage):
    """`/global-products/`: global products."""

    register = GLOBAL_PRODUCTS
    template_name = "portfolio/outcomes/global_products.html"

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the button of who may add one."""
        may_add = policies.may_write_products(self.request.user)
        return {**super().context(listing, page), "may_add": may_add}


def product_or_404(user: Viewer, pk: int) -> GlobalProduct:
    """Return a product that `user` sees."""
    found: GlobalProduct = get_object_or_404(GlobalProduct.objects.visible_to(user).for_list(), pk=pk)
    return found


class NewProduct(ActionPage):
    """Add a global product."""

    form_class = forms.NewProductForm
    heading = gettext_lazy("Add a global product")
    lead = gettext_lazy("Everyone sees it at once.")
    button = gettext_lazy("Add it")
    made: GlobalProduct

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may add one."""
        return policies.may_write_products(user)

    def get_initial(self) -> dict[str, Any]:
        """Return the language that the person reads."""
        language = (get_language() or "")[:2]
        return {"language": language if language in TextLanguage.values else TextLanguage.ENGLISH}

    def act(self, answers: dict[str, Any]) -> str:
        """Add it."""
        self.made = actions.add_product(by=self.by, text=actions.ProductText(**answers))
        return _("The global product is added.")

    def back(self) -> str:
        """Return to the register."""
        return reverse("portfolio:global-products")

    def onward(self) -> str:
        """Go to the new product."""
        return reverse("portfolio:global-product", args=[self.made.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register."""
        return [(reverse("portfolio:global-products"), GLOBAL_PRODUCTS.label)]


class ProductPage(ActionPage):
    """A form about one product."""

    @cached_property
    def product(self) -> GlobalProduct:
        """The product that the address names."""
        return product_or_404(self.request.user, self.kwargs["pk"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may edit it; look for it first, so that a missing one is missing."""
        self.product  # noqa: B018  (raises Http404)
        return policies.may_write_products(user)

    def subject(self) -> str:
        """Return its code and title."""
        return together(self.product)

    def back(self) -> str:
        """Return to the product."""
        return reverse("portfolio:global-product", args=[self.product.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the product."""
        register = (reverse("portfolio:global-products"), GLOBAL_PRODUCTS.label)
        return [register, (self.back(), self.product.code)]

    def version(self) -> str:
        """Return the version that is read."""
        return str(self.product.version)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.product.version}


class EditProduct(ProductPage):
    """Change what is said of a product."""

    form_class = forms.ProductForm
    heading = gettext_lazy("Edit the global product")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        values = {name: getattr(self.product, name) for name in forms.ProductForm.base_fields}
        return {**values, "countries": list(self.product.countries.all())}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        version = answers.pop("version")
        text = actions.ProductText(code=self.product.code, **answers)
        actions.edit_product(by=self.by, product=self.product, lock_version=version, text=text)
        return _("Saved.")


class RemoveProduct(ProductPage):
    """Remove it."""

    form_class = VersionForm
    heading = gettext_lazy("Remove the global product")
    lead = gettext_lazy("Only one that was added by mistake and that nothing names; the history stays.")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        actions.remove_product(by=self.by, product=self.product, lock_version=answers["version"])
        return _("The global product was removed.")

    def onward(self) -> str:
        """Go to the register: it is gone."""
        return reverse("portfolio:global-products")
