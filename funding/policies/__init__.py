from funding.policies.partners import may_edit_funding_partners
from funding.policies.revenue import may_import_revenue

__all__ = ["may_edit_funding_partners", "may_import_revenue"]
