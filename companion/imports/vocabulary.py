"""The headers we know, by the field they mean, in the languages and programs we have seen.

Each line is a field and the squeezed words for it (see ``words.squeezed``): English and the CRMs
first, then German, French, Spanish, Arabic and Hindi.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from companion.imports.words import header_key

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "name": """
        name|full name|fullname|contact name|lead name|client name|customer name|prospect name
        person name|contact person|display name|your name|person|prospect|client|customer
        vollständiger name|ansprechpartner|kontaktname|nom|nom complet|nombre|nombre completo
        nom et prénom|nome|الاسم|الاسم الكامل|اسم العميل|नाम|पूरा नाम|ग्राहक का नाम
    """,
    "first_name": """
        first|first name|firstname|given name|forename|contact first name|lead first name
        vorname|prénom|primer nombre|الاسم الأول|पहला नाम|प्रथम नाम
    """,
    "last_name": """
        last|last name|lastname|surname|family name|contact last name|lead last name
        nachname|familienname|nom de famille|apellido|apellidos|اسم العائلة|اللقب|उपनाम|अंतिम नाम
    """,
    "company": """
        company|company name|account|account name|organization|organisation|organization name
        organisation name|business|business name|employer|firm|associated company
        firma|firmenname|unternehmen|entreprise|société|nom de l'entreprise|empresa|compañía
        الشركة|اسم الشركة|कंपनी|कंपनी का नाम
    """,
    "title": """
        title|job title|position|role|designation|job position|contact title
        berufsbezeichnung|stelle|funktion|poste|fonction|cargo|puesto|المسمى الوظيفي|المنصب|पद
    """,
    "phone": """
        phone|phone number|phone no|tel|telephone|telephone number|mobile|mobile phone|mobile no
        mobile number|cell|cell phone|cellphone|cell number|whatsapp|whatsapp number|whatsapp no
        contact phone|contact phone number|contact number|contact no|lead phone|lead mobile
        phone work|phone home|phone other|work phone|home phone|other phone|business phone
        office phone|direct phone|primary phone|secondary phone|alternate phone|user phone|tel no
        person phone|person phone work|person phone mobile|telefon|telefonnummer|rufnummer|handy
        handynummer|mobil|mobilnummer|mobiltelefon|téléphone|numéro de téléphone|portable
        tél|téléphone portable|teléfono|número de teléfono|móvil|celular|رقم الهاتف|الهاتف
        هاتف|الجوال|رقم الجوال|موبايل|الموبايل|फ़ोन|फोन|फ़ोन नंबर|फोन नंबर|मोबाइल|मोबाइल नंबर
    """,
    "email": """
        email|e mail|email address|e mail address|mail|email id|lead email|contact email
        user email|work email|email work|email home|email other|personal email|business email
        secondary email|other email|alternate email|primary email|person email|person email work
        additional email addresses|who contact email|customer email|client email
        e mail adresse|emailadresse|mailadresse|courriel|adresse e mail|adresse email|mél
        correo|correo electrónico|correo e|البريد|البريد الإلكتروني|ईमेल|ईमेल पता|ई मेल
    """,
    "reach": """
        contact|contact info|contact details|contact information|email phone|phone email
        email or phone|kontakt|kontaktdaten|coordonnées|contacto
    """,
    "country": """
        country|country region|country code|mailing country|mailing country code|billing country
        billing country code|land|staat|pays|país|pais|الدولة|البلد|देश
    """,
    "time_zone": "time zone|timezone|zeitzone|fuseau horaire|zona horaria",
    "owner": """
        owner|lead owner|contact owner|record owner|account owner|owner name|owner email
        sales rep|sales representative|assigned to|rep|salesperson|hubspot owner
        besitzer|zuständig|vertriebler|propriétaire|commercial|propietario|vendedor
    """,
    "lifecycle_stage": "lifecycle stage|lifecyclestage",
    "do_not_call": """
        do not call|donotcall|dnc|opt out of calls|phone opt out|nicht anrufen|anruf verboten
        ne pas appeler|no llamar
    """,
    "do_not_call_reason": "do not call reason|dnc reason",
    "legal_basis": """
        legal basis|lawful basis|legal basis for processing contact s data|gdpr legal basis
        rechtsgrundlage|base légale|base jurídica|base legal
    """,
    "legal_basis_note": """
        legal basis note|consent note|consent text|proof of consent|evidence of consent
        nachweis der einwilligung|einwilligungstext
    """,
    "consented_on": """
        consented on|consent date|date of consent|consent given at|opt in date|opt in time
        einwilligung am|datum der einwilligung|date du consentement|fecha de consentimiento
    """,
    "data_source": "source of the data|datenquelle|herkunft der daten|origine des données",
    "notes": """
        notes|note|description|remarks|remark|comment|comments|message|comments questions
        notizen|notiz|bemerkung|bemerkungen|kommentar|anmerkungen|beschreibung
        remarque|remarques|commentaire|commentaires|notas|observaciones|comentarios
        ملاحظات|ملاحظة|टिप्पणी|टिप्पणियाँ|नोट
    """,
    "record_id": """
        id|record id|lead id|contact id|leadgen id|hs object id|hubspot id|salesforce id
        person id|prospect id|deal id|campaign member id
    """,
    "external_id": "external id",
    "merged_ids": "hs merged object ids|merged object ids|merged contact ids|merged record ids",
    "is_deleted": "is deleted|fivetran deleted|deleted|archived",
    "occurred_at": """
        conversion time|conversion date|converted at|submitted at|submission time|submission date
        form submitted at|first conversion date|touch date|occurred at
    """,
    "created_at": """
        created time|created date|created at|create date|createdate|created|created on|createdon
        creation date|date created|date added|first seen|lead created|lead date|lead time
        signup date|time of creation
        erstellt am|erstellt|erstelldatum|datum|date de création|créé le|fecha de creación|fecha
        تاريخ الإنشاء|تاريخ|तारीख|दिनांक
    """,
    "modified_at": """
        updated at|modified time|modified date|last modified date|modified at|last modified
        lastmodifieddate|geändert am|modifié le|updated time
    """,
    "source": """
        source|lead source|data source|original source|account source|traffic source|origin
        lead origin|original traffic source|how did you hear about us|contact source
        quelle|herkunft|leadquelle|origine|provenance|fuente|origen|المصدر|स्रोत
    """,
    "platform": "platform",
    "utm_id": "utm id",
    "utm_source": "utm source|pi utm source|original utm source",
    "utm_medium": "utm medium|pi utm medium|original utm medium",
    "utm_campaign": "utm campaign|pi utm campaign|original utm campaign",
    "utm_term": "utm term|pi utm term|original utm term|keyword",
    "utm_content": "utm content|pi utm content|original utm content",
    "gclid": "gclid|google click id|googleclickid|gclid value",
    "fbclid": "fbclid|facebook click id",
    "landing_page": """
        landing page|landing page url|page url|conversion page|first page seen|landingpage
        conversion url|lp url|pi first touch url
    """,
    "form": """
        form|form name|conversion name|first conversion|recent conversion|lead form
        formular|formulaire|formulario|نموذج|फॉर्म
    """,
    "list_name": """
        list name|list|segment|segment name|audience name|mailing list|contact list|lead list
        liste|listenname|verteiler|nom de la liste|nombre de la lista|lista|قائمة|सूची
    """,
    "campaign": """
        campaign|campaign name|campaign source|pi campaign|kampagne|campagne|nom de la campagne
        campaña|الحملة|अभियान
    """,
    "campaign_id": "campaign id|ad campaign id",
    "adset": "adset name|ad set name|ad group|ad group name|adset",
    "ad": "ad name|ad|creative name",
    "touch_kind": "touch kind|touch type|engagement type",
}

FIELDS = frozenset(_WORDS)
"""Every field a column of people can be mapped to."""


@cache
def _by_key() -> Mapping[str, str]:
    return {
        header_key(word): field
        for field, words in _WORDS.items()
        for line in words.strip().splitlines()
        for word in line.split("|")
    }


def known_field(header: str) -> str | None:
    """Return the field that a header means, or None if we never saw it.

    A number at the end ("Email 2", "phone_3") and a mark of repetition ("Name (2)") do not matter.
    """
    key = header_key(header)
    return _by_key().get(key) or _by_key().get(key.rstrip("0123456789"))


def is_known(header: str) -> bool:
    """Tell whether a cell is a header we know."""
    return known_field(header) is not None
