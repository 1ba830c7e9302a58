import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.languages import texts_written_in, together
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from portfolio.outcomes.querysets import GlobalProductQuerySet
from portfolio.outcomes.vocab import TextLanguage


@texts_written_in("language", "title", "description")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class GlobalProduct(Revised):
    """A product of the Office for the whole world (GB.306/TC/1, §26), or for the countries that it names."""

    # It lies in no country and no region, as policies ask; whom it is for say its `countries`.
    country: None = None
    country_id: None = None
    region: None = None
    region_id: None = None

    code = models.CharField(
        _("code of the product"),
        max_length=6,
        help_text=_("Such as GLO155."),
        validators=[
            RegexValidator(
                r"^GLO[0-9]{3}\Z", _("The code of a global product is GLO and three digits: GLO155.")
            )
        ],
    )
    title = models.CharField(_("title"), max_length=500)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    description = LongTextField(_("description"), max_length=3000, blank=True)
    office = models.ForeignKey(
        "core.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="global_products",
        verbose_name=_("responsible unit"),
    )
    countries = models.ManyToManyField(
        "core.Country",
        through="portfolio.ProductCountry",
        blank=True,
        related_name="global_products",
        verbose_name=_("countries or areas"),
    )

    objects = GlobalProductQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("global product")
        abstract = False
        ordering = ["code", "pk"]
        indexes = [
            FoldedTexts(fields=["code", "title", "description"], name="global_product_folded"),
            models.Index(fields=["updated_at"], name="global_products_by_update"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^GLO[0-9]{3}$"),
                name="a_product_code_is_glo_and_three_digits",
                violation_error_message=_("Write GLO and three figures: GLO155."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                name="a_global_product_has_its_code_alone",
                violation_error_message=_("There is a global product with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="global_product_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return together(self.code, " ", self.title)


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ProductCountry(Demonstrable):
    """A country that a global product is made for. Written whole, with the product's version."""

    NAMED_BY = ("product", "country")  # in histories

    product = models.ForeignKey(
        GlobalProduct,
        models.CASCADE,
        related_name="product_countries",
        verbose_name=_("global product"),
    )
    country = models.ForeignKey(
        "core.Country", models.PROTECT, related_name="+", verbose_name=_("country or area")
    )

    class Meta(Demonstrable.Meta):
        verbose_name = _("country of a global product")
        abstract = False
        ordering = ["product", "country"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "country"],
                name="a_product_names_a_country_once",
                violation_error_message=_("This product names this country already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.country_id}"
