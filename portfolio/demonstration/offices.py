"""The names of the offices that answer for invented programmes.

They are kept in English and said in the reader's language (`Office.written_name`): each is a text of its own.
"""

from django.utils.translation import gettext_noop

# By code, as data/demonstration/places.csv names them; the office in Abidjan comes with the people.
OFFICE_NAMES = {
    "CO-Abidjan": gettext_noop("ILO Country Office in Abidjan"),
    "CO-Abuja": gettext_noop("ILO Country Office in Abuja"),
    "CO-Addis Ababa": gettext_noop("ILO Country Office in Addis Ababa"),
    "CO-Algiers": gettext_noop("ILO Country Office in Algiers"),
    "CO-Antananarivo": gettext_noop("ILO Country Office in Antananarivo"),
    "CO-Bangkok": gettext_noop("ILO Country Office in Bangkok"),
    "CO-Beijing": gettext_noop("ILO Country Office in Beijing"),
    "CO-Beirut": gettext_noop("ILO Country Office in Beirut"),
    "CO-Budapest": gettext_noop("ILO Country Office in Budapest"),
    "CO-Buenos Aires": gettext_noop("ILO Country Office in Buenos Aires"),
    "CO-Colombo": gettext_noop("ILO Country Office in Colombo"),
    "CO-Dakar": gettext_noop("ILO Country Office in Dakar"),
    "CO-Dar es Salaam": gettext_noop("ILO Country Office in Dar es Salaam"),
    "CO-Dhaka": gettext_noop("ILO Country Office in Dhaka"),
    "CO-Hanoi": gettext_noop("ILO Country Office in Hanoi"),
    "CO-Harare": gettext_noop("ILO Country Office in Harare"),
    "CO-Islamabad": gettext_noop("ILO Country Office in Islamabad"),
    "CO-Jakarta": gettext_noop("ILO Country Office in Jakarta"),
    "CO-Kathmandu": gettext_noop("ILO Country Office in Kathmandu"),
    "CO-Lima": gettext_noop("ILO Country Office in Lima"),
    "CO-Lusaka": gettext_noop("ILO Country Office in Lusaka"),
    "CO-Manila": gettext_noop("ILO Country Office in Manila"),
    "CO-Mexico City": gettext_noop("ILO Country Office in Mexico City"),
    "CO-Moscow": gettext_noop("ILO Country Office in Moscow"),
    "CO-New Delhi": gettext_noop("ILO Country Office in New Delhi"),
    "CO-Port of Spain": gettext_noop("ILO Country Office in Port of Spain"),
    "CO-Pretoria": gettext_noop("ILO Country Office in Pretoria"),
    "CO-San José": gettext_noop("ILO Country Office in San José"),
    "CO-Santiago": gettext_noop("ILO Country Office in Santiago"),
    "CO-Suva": gettext_noop("ILO Country Office in Suva"),
    "CO-Yaoundé": gettext_noop("ILO Country Office in Yaoundé"),
}
