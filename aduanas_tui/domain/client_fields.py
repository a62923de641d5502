"""The table of client fields."""

from __future__ import annotations

from functools import partial

from aduanas_tui.domain.choices import choice_cleaner, choice_shower, plain_choices
from aduanas_tui.domain.cleaning import quoted, tidy_line
from aduanas_tui.domain.client_rules import kind_matches_rtn, move_second_phone, spell_city
from aduanas_tui.domain.email import MAX_EMAIL_LENGTH, clean_email, plain_email
from aduanas_tui.domain.fields import Choice, Field, FieldTable, plain_texts, text_cleaner
from aduanas_tui.domain.phone import MAX_DIGITS, clean_phone, plain_phone, show_phone
from aduanas_tui.domain.problems import Cleaned, error, fix
from aduanas_tui.domain.rtn import RTN_LENGTH, clean_rtn, format_rtn, plain_rtn
from aduanas_tui.domain.states import PersonKind
from aduanas_tui.domain.territory import DEPARTMENTS, department_by_name
from aduanas_tui.domain.text import words
from aduanas_tui.domain.website import MAX_WEBSITE_LENGTH, clean_website, plain_website

KIND_CHOICES = tuple(Choice(kind.value, kind.label) for kind in PersonKind)
DEPARTMENT_CHOICES = tuple(Choice(one.name, one.name) for one in DEPARTMENTS)

_KIND_SYNONYMS = {
    "natural": (
        *("n", "pn", "p n", "p natural", "per natural", "pers natural", "naturales", "fisica"),
        *("persona fisica", "individual", "persona individual", "comerciante individual"),
        *("comerciante", "persona"),
    ),
    "juridica": (
        *("j", "pj", "p j", "p juridica", "per juridica", "pers juridica", "juridico", "juridicas"),
        *("moral", "persona moral", "empresa", "sociedad", "sociedad mercantil", "compania"),
        *("persona juridico", "legal", "persona legal"),
    ),
}
_PROPER_DEPARTMENTS = {one.name: Cleaned(one.name) for one in DEPARTMENTS}


def clean_department(key: str, raw: str) -> Cleaned:
    """Return the full name of the department that ``raw`` names, abbreviates or numbers."""
    proper = _PROPER_DEPARTMENTS.get(raw)
    if proper:
        return proper
    text, fixes = tidy_line(key, raw)
    if not text:
        return Cleaned("", fixes)
    found = department_by_name(text)
    if found is None:
        listed = ", ".join(one.name for one in DEPARTMENTS)
        message = f"{quoted(text)} no es un departamento: elija uno de los 18 ({listed})."
        return Cleaned(None, (*fixes, error(key, "choice_unknown", message)))
    if words(text) != words(found.name):
        note = f"{quoted(text)} se entendió como {found.name}."
        fixes = (*fixes, fix(key, "choice_understood", note))
    return Cleaned(found.name, fixes)


CLIENT_FIELDS = FieldTable(
    (
        Field(
            key="name",
            label="Nombre o Razón Social",
            column="nombre",
            required=True,
            max_length=200,
            clean=text_cleaner("name", 200),
            plain=plain_texts(200),
            synonyms=(
                *("nombre o razon social", "nombre / razon social", "nombre o razón social"),
                *("razon social", "nombre del cliente", "nombre cliente", "cliente", "empresa"),
                *("nombre de la empresa", "nombre completo", "nombre de cliente", "denominacion"),
                *("nombre comercial", "nombre o denominacion social", "denominacion social"),
                *("importador", "exportador", "consignatario", "contribuyente", "nombres"),
                *("nombre del contribuyente", "nombre fiscal", "compañia", "client", "name"),
                *("company", "customer"),
            ),
            example="Importadora Merendón, S. de R.L. de C.V.",
            help="Como aparece en el RTN o en la escritura.",
            required_message="Escriba el nombre o la razón social.",
        ),
        Field(
            key="rtn",
            label="RTN",
            column="rtn",
            required=True,
            max_length=RTN_LENGTH,
            clean=partial(clean_rtn, "rtn"),
            plain=plain_rtn,
            show=format_rtn,
            synonyms=(
                *("r.t.n.", "r.t.n", "no. rtn", "n° rtn", "numero de rtn", "num rtn", "nro rtn"),
                *("rtn numerico", "registro tributario", "registro tributario nacional"),
                *("rtn cliente", "rtn del cliente", "identificacion", "identificacion tributaria"),
                *("numero de identificacion", "id fiscal", "nit", "ruc", "tax id", "codigo rtn"),
                *("identificacion fiscal", "rtn empresa", "rtn / identidad", "rtn o identidad"),
            ),
            example="0801-9099-354423",
            help="14 dígitos; los guiones no importan.",
            required_message="Escriba el RTN: 14 dígitos.",
        ),
        Field(
            key="kind",
            label="Tipo",
            column="tipo",
            required=True,
            max_length=8,
            clean=choice_cleaner("kind", KIND_CHOICES, _KIND_SYNONYMS),
            plain=plain_choices(KIND_CHOICES),
            show=choice_shower(KIND_CHOICES),
            choices=KIND_CHOICES,
            synonyms=(
                *("tipo de persona", "tipo persona", "tipo de cliente", "tipo cliente", "persona"),
                *("tipo de contribuyente", "tipo contribuyente", "naturaleza", "clase de persona"),
                *("personeria", "personalidad", "natural / juridica", "natural o juridica"),
                *("tipo (natural/juridica)",),
            ),
            example="Persona Jurídica",
            help="Se propone según el quinto dígito del RTN.",
            required_message="Elija el tipo: Persona Natural o Persona Jurídica.",
        ),
        Field(
            key="address",
            label="Dirección",
            column="direccion",
            required=True,
            max_length=300,
            clean=text_cleaner("address", 300),
            plain=plain_texts(300),
            synonyms=(
                *("domicilio", "direccion fiscal", "domicilio fiscal", "direccion exacta"),
                *(
                    "direccion completa",
                    "direccion del cliente",
                    "direccion cliente",
                    "dir",
                    "dir.",
                ),
                *("direccion de la empresa", "ubicacion", "direccion principal", "address"),
                *("barrio o colonia", "colonia", "direccion legal", "domicilio legal"),
            ),
            example="Bo. Los Andes, 9 calle, 12 y 13 ave. N.O.",
            required_message="Escriba la dirección.",
        ),
        Field(
            key="city",
            label="Ciudad",
            column="ciudad",
            required=True,
            max_length=80,
            clean=text_cleaner("city", 80),
            plain=plain_texts(80),
            synonyms=(
                *("municipio", "ciudad o municipio", "ciudad / municipio", "ciudad/municipio"),
                *("localidad", "poblacion", "muni", "mpio", "mun.", "city", "municipalidad"),
                *("ciudad del cliente",),
            ),
            example="San Pedro Sula",
            help="Se sugieren los municipios del departamento; puede escribir otra.",
            required_message="Escriba la ciudad o el municipio.",
        ),
        Field(
            key="department",
            label="Departamento",
            column="departamento",
            required=True,
            max_length=40,
            clean=partial(clean_department, "department"),
            plain=plain_choices(DEPARTMENT_CHOICES),
            choices=DEPARTMENT_CHOICES,
            synonyms=(
                *("depto", "depto.", "dpto", "dpto.", "dep", "depart", "departamentos", "estado"),
                *("provincia", "departamento o provincia", "region", "department", "state"),
            ),
            example="Cortés",
            help="Uno de los 18; se entienden abreviaturas como Fco. Morazán o FM.",
            required_message="Elija el departamento.",
        ),
        Field(
            key="phone",
            label="Teléfono principal",
            column="telefono",
            required=True,
            max_length=MAX_DIGITS + 1,
            clean=partial(clean_phone, "phone"),
            plain=plain_phone,
            show=show_phone,
            synonyms=(
                *("tel", "tel.", "tels", "telefonos", "telefono 1", "telefono1", "tel 1", "tel1"),
                *("numero de telefono", "no. telefono", "n° telefono", "num telefono", "phone"),
                *("telefono fijo", "tel fijo", "telefono oficina", "telefono de oficina", "pbx"),
                *("telefono de contacto", "telefono empresa", "telefono de la empresa", "telf"),
                *("telefono del cliente", "fijo", "teléfono (504)", "numero telefonico"),
            ),
            example="2234-5678",
            help="De otro país, con + y su código: +1 305 555 0100.",
            required_message="Escriba el teléfono principal.",
        ),
        Field(
            key="phone2",
            label="Teléfono secundario",
            column="telefono_secundario",
            max_length=MAX_DIGITS + 1,
            clean=partial(clean_phone, "phone2"),
            plain=plain_phone,
            show=show_phone,
            synonyms=(
                *("celular", "cel", "cel.", "movil", "telefono movil", "telefono celular"),
                *("telefono 2", "telefono2", "tel 2", "tel2", "segundo telefono", "otro telefono"),
                *("telefono alterno", "telefono adicional", "whatsapp", "numero de celular"),
                *("tel. secundario", "tel secundario", "no. celular", "mobile"),
            ),
            example="9988-7766",
        ),
        Field(
            key="email",
            label="Email principal",
            column="email",
            required=True,
            max_length=MAX_EMAIL_LENGTH,
            clean=partial(clean_email, "email"),
            plain=plain_email,
            synonyms=(
                *("correo", "correo electronico", "e-mail", "e mail", "mail", "correo principal"),
                *("correo e", "correo 1", "email 1", "direccion de correo", "correos", "emails"),
                *("correo de contacto", "email de contacto", "correo del cliente", "correo-e"),
                *("direccion electronica", "correo empresa", "correo electronico principal"),
            ),
            example="ventas@empresa.hn",
            required_message="Escriba el correo electrónico principal.",
        ),
        Field(
            key="billing_email",
            label="Email de facturación",
            column="email_facturacion",
            max_length=MAX_EMAIL_LENGTH,
            clean=partial(clean_email, "billing_email"),
            plain=plain_email,
            synonyms=(
                *("correo de facturacion", "correo facturacion", "email facturacion"),
                *("correo electronico de facturacion", "correo para facturas", "email facturas"),
                *("correo para facturacion", "correo factura", "correo 2", "email 2"),
                *("correo contabilidad", "correo de contabilidad", "email de contabilidad"),
                *(
                    "email para facturas",
                    "email secundario",
                    "correo secundario",
                    "correo de cobros",
                ),
            ),
            example="facturas@empresa.hn",
            help="A donde se envían las facturas, si es otro.",
        ),
        Field(
            key="website",
            label="Sitio web",
            column="sitio_web",
            max_length=MAX_WEBSITE_LENGTH,
            clean=partial(clean_website, "website"),
            plain=plain_website,
            synonyms=(
                *("web", "pagina web", "sitio", "website", "url", "pagina", "pagina de internet"),
                *("sitio de internet", "direccion web", "portal", "sitio web empresa", "www"),
            ),
            example="https://www.empresa.hn",
        ),
        Field(
            key="notes",
            label="Notas",
            column="notas",
            max_length=4000,
            clean=text_cleaner("notes", 4000, multiline=True),
            plain=plain_texts(4000),
            synonyms=(
                *("nota", "observaciones", "observacion", "comentarios", "comentario", "obs"),
                *("obs.", "detalles", "indicaciones", "notes", "remarks", "informacion adicional"),
            ),
            example="Entrega de documentos solo por la mañana.",
            multiline=True,
        ),
    ),
    rules=(kind_matches_rtn, spell_city, move_second_phone),
)
"""What is known of a client, in the order of form and file."""
