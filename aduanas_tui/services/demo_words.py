"""Words of which the demo's names are made. Any likeness to a real firm or person is chance.

First names, surnames and trades are the usual ones of Honduras; the names of firms are made words
and places of nature.
"""

from __future__ import annotations

from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", " ").split(",") if word.strip())


MALE_NAMES = _words("""
José, Juan, Carlos, Luis, Marvin, Óscar, Héctor, Ramón, Santos, Mario, Jorge, Roberto, Wilmer,
Nelson, Denis, Elmer, Edwin, Selvin, Darwin, Melvin, Olvin, Josué, Ángel, Raúl, César, Iván,
Germán, Adán, Rubén, Tomás, Andrés, Moisés, Noé, Efraín, Fermín, Gustavo, Orlando,
Rigoberto, Reynaldo, Arnulfo, Lisandro, Modesto, Saúl, Ulises, Walter, Yony, Allan, Kevin, Erick
""")
FEMALE_NAMES = _words("""
María, Suyapa, Karla, Ana, Rosa, Gloria, Xiomara, Reina, Lourdes, Blanca, Dunia, Wendy, Heidy,
Sandra, Martha, Norma, Leticia, Lesbia, Mirna, Nohemí, Belén, Inés, Raquel, Verónica, Mónica,
Ángela, Lucía, Sofía, Daysi, Delmy, Fany, Iris, Jessica, Keyla, Ligia, Maricela, Nancy, Olga,
Patricia, Rebeca, Sara, Tania, Vilma, Yolanda, Zoila, Begoña, Digna, Elvia, Cinthia, Alejandra
""")
SURNAMES = _words("""
Hernández, Martínez, López, García, Rodríguez, Mejía, Flores, Sánchez, Reyes, Cruz, Rivera, Pérez,
Ramírez, Gómez, Díaz, Torres, Castro, Zelaya, Zúniga, Núñez, Peña, Ordóñez, Castañeda, Bolaños,
Acuña, Ibáñez, Montaño, Muñoz, Cáceres, Pineda, Padilla, Paz, Aguilar, Alvarado, Banegas, Barahona,
Bonilla, Bustillo, Cabañas, Canales, Carías, Chinchilla, Cerrato, Discua, Erazo, Escoto, Euceda,
Fajardo, Ferrera, Figueroa, Funes, Galeas, Guevara, Güity, Irías, Izaguirre, Lagos, Lanza,
Lobo, Madrid, Maradiaga, Matute, Medina, Membreño, Menjívar, Mondragón, Murillo, Oliva, Oseguera,
Palma, Pavón, Ponce, Portillo, Quiñónez, Raudales, Rápalo, Rosales, Salgado, Sabillón, Sarmiento,
Sauceda, Sevilla, Suazo, Tábora, Tróchez, Turcios, Ulloa, Urbina, Valladares, Varela, Velásquez,
Vallecillo, Villeda, Yánez, Zaldívar, Zepeda, Ávila, Álvarez, Ártica
""")

MADE_WORDS = _words("""
Merendón, Copaneca, Guanacaste, Catracha, Ulúa, Chamelecón, Sula, Celaque, Pijol, Agalta, Opalaca,
La Tigra, Guayape, Patuca, Aguán, Humuya, Lempa, Goascorán, Nacaome, Yojoa, Quetzal, El Ceibo,
Macuelizo, Caoba, Liquidámbar, Pinalejo, El Zorzal, Ñandú, Peñascal, La Cañada, Montaña Verde,
El Piñal, Las Ñoras, San Isidro, Santa Elena, La Esmeralda, Bahía Azul, Mar Caribe, Punta Sal,
Golfo Dorado, Puerto Alto, Tres Ríos, Cuatro Vientos, Siete Mares, La Ceibita, El Roble, Los Pinos,
El Trébol, La Central, El Progreso, La Unión, La Económica, El Triunfo, El Porvenir, La Fe,
Maya Oro, Itzamná, Tikamaya, Yuscarán, Texíguat, Curarén, Lepaterique, Güinope, Ojojona, Cantarral,
Cosmopol, Multivex, Dimasul, Agrolempa, Novatrex, Hondupak, Centrimax, Logimar, Tropifrut, Ferromax,
Aceromundo, Plastinorte, Interoceánica, Panorámica, Meridiana, Nórdika, Alfa y Omega, Océano,
Atlántida Norte, Valle Nuevo, Río Lindo, Lago Claro, Pico Alto, Cerro Brujo, Hermanos Unidos,
Dos Hermanos, Tres Hermanos, La Bendición, Jerusalén, Getsemaní, Monte Sinaí, El Buen Pastor
""")
QUALIFIERS = _words("""
del Norte, del Sur, del Valle, de Occidente, de Oriente, del Litoral, de Honduras,
Centroamericana, Internacional, del Caribe, del Atlántico, del Pacífico, Industrial, Comercial,
y Asociados, e Hijos, y Compañía, Hermanos, Global, Express
""")
LEGAL_FORMS = (
    *("S.A. de C.V.",) * 5,
    *("S. de R.L.",) * 4,
    *("S. de R.L. de C.V.",) * 4,
    *("S.A.",) * 2,
)
"""Repeated as often as they are met."""

POSITIONS = (
    ("Gerente general", "Gerenta general"),
    ("Jefe de compras", "Jefa de compras"),
    ("Encargado de importaciones", "Encargada de importaciones"),
    ("Coordinador de logística", "Coordinadora de logística"),
    ("Contador", "Contadora"),
    ("Asistente de gerencia", "Asistente de gerencia"),
    ("Jefe de bodega", "Jefa de bodega"),
    ("Representante legal", "Representante legal"),
    ("Cuentas por pagar", "Cuentas por pagar"),
)

NOTES = (
    "Entrega de documentos solo por la mañana.",
    "Pide que la factura salga a nombre de la razón social completa, sin abreviar.",
    "Llamar antes de pagar impuestos: autoriza la gerencia.",
    "Exonerado de ISV en materias primas; pedir la constancia vigente.",
    "Paga los viernes por transferencia.",
    "Crédito de 30 días autorizado.",
    "No trabaja sábados por la tarde.",
    "Requiere permiso de SENASA en casi todos los embarques.",
    "Requiere registro sanitario de ARSA; lo tramita el cliente.",
    "Prefiere WhatsApp al correo.",
    "El BL original llega por courier a la oficina de Puerto Cortés.",
    "Mercadería frágil: coordinar cuadrilla propia para la descarga.",
    "Pedir siempre la orden de compra antes de facturar.",
    "Usa transportista propio.",
    "Cliente referido por otro importador de la zona.",
    "Bodega con horario de 7:00 a 15:00.\nRecibe contenedores solo con cita previa.",
    "Documentos a dos correos: compras y contabilidad.\nCopia del DUCA el mismo día del levante.",
    "Ojo con las partidas de años anteriores: hubo reclamo por clasificación.\n\n"
    "Revisar la descripción con el cliente antes de digitar.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of business: how its firms and shops are called, and what goes through customs."""

    firms: tuple[str, ...]
    shops: tuple[str, ...]
    exports: float
    """Share of its operations that are exports."""
    imported: tuple[str, ...]
    exported: tuple[str, ...]


LINES = (
    Line(
        _words("Importadora, Distribuidora, Comercial, Inversiones, Grupo, Corporación, Almacenes"),
        _words("Comercial, Variedades, Bazar, Novedades, Abarrotería, Bodega, Tienda"),
        0.03,
        _words("artículos para el hogar, juguetes, electrodomésticos, bazar surtido, cosméticos"),
        ("artículos para el hogar",),
    ),
    Line(
        _words("Ferretería, Aceros, Materiales de Construcción, Constructora, Cerámicas, Pinturas"),
        _words("Ferretería, Depósito de Materiales, Vidriería, Pinturas"),
        0.02,
        _words("varilla de acero, herramientas manuales, cerámica para piso, tubería de PVC"),
        ("perfiles de acero",),
    ),
    Line(
        _words("Repuestos, Autopartes, Repuestos y Llantas, Lubricantes, Motores, Transportes"),
        _words("Repuestos, Taller y Repuestos, Llantas, Auto Repuestos, Motorepuestos"),
        0.02,
        _words("repuestos automotrices, llantas, aceites lubricantes, vehículos usados, baterías"),
        ("chatarra de baterías",),
    ),
    Line(
        _words("Alimentos, Lácteos, Distribuidora Alimenticia, Bebidas, Molinos, Avícola"),
        _words("Pulpería, Mercadito, Panadería, Distribuidora, Carnicería"),
        0.15,
        _words("harina de trigo, aceite vegetal, alimentos enlatados, leche en polvo, maíz"),
        _words("queso fresco, boquitas de maíz, salsas y conservas"),
    ),
    Line(
        _words("Droguería, Laboratorios, Equipos Médicos, Farmacéutica, Suministros Médicos"),
        _words("Farmacia, Óptica, Laboratorio Dental"),
        0.02,
        _words("medicamentos, equipo médico, reactivos de laboratorio, guantes y mascarillas"),
        ("muestras de laboratorio",),
    ),
    Line(
        _words("Textiles, Confecciones, Hilanderías, Manufacturas, Maquilas, Bordados"),
        _words("Confecciones, Sastrería, Boutique, Ropa y Calzado, Bordados"),
        0.45,
        _words("tela de algodón, hilaza de poliéster, etiquetas y botones, ropa usada, calzado"),
        _words("camisetas de algodón, ropa deportiva, arneses textiles"),
    ),
    Line(
        _words("Café de Altura, Beneficio de Café, Exportadora de Café, Cafetalera, Tostaduría"),
        _words("Beneficio, Café, Bodega de Café"),
        0.85,
        _words("sacos de yute, maquinaria para beneficio"),
        _words("café oro en sacos de 69 kg, café tostado y molido, café especial"),
    ),
    Line(
        _words("Agroexportadora, Agroindustrias, Agrícola, Empacadora, Tropical, Palmas, Tabacos"),
        _words("Finca, Agropecuaria, Vivero"),
        0.7,
        _words("cajas de cartón corrugado, semilla mejorada, film agrícola"),
        _words("melón, banano, aceite crudo de palma, camote, puros, pimienta gorda, okra"),
    ),
    Line(
        _words("Camaronera, Empacadora de Mariscos, Pesquera, Acuícola, Mariscos"),
        _words("Mariscos, Pescadería"),
        0.8,
        _words("alimento balanceado para camarón, redes de pesca, equipo de refrigeración"),
        _words("camarón congelado, tilapia fresca, langosta congelada, pepino de mar"),
    ),
    Line(
        _words("Plásticos, Empaques, Papelera, Cartones, Envases, Imprenta, Litografía"),
        _words("Imprenta, Librería, Papelería"),
        0.12,
        _words("resina de polietileno, papel bond, tintas, maquinaria de impresión, preformas PET"),
        _words("bolsas plásticas, cajas plegadizas"),
    ),
    Line(
        _words("Tecnología, Sistemas, Telecomunicaciones, Electrónica, Soluciones, Seguridad"),
        _words("Compu, Celulares, Electrónica, Cámaras y Redes"),
        0.02,
        _words("computadoras portátiles, teléfonos celulares, equipo de red, cámaras, paneles"),
        ("equipo en reparación",),
    ),
    Line(
        _words("Maquinaria, Equipos Industriales, Bombas y Motores, Refrigeración, Suministros"),
        _words("Tornos, Taller Industrial, Refrigeración, Bombas de Agua"),
        0.05,
        _words("maquinaria agrícola, bombas de agua, compresores, montacargas, generadores"),
        ("maquinaria para reparación",),
    ),
    Line(
        _words("Maderas, Muebles, Aserradero, Ebanistería, Resinas, Colchones"),
        _words("Mueblería, Carpintería, Tapicería"),
        0.4,
        _words("melamina, herrajes para muebles, barnices, espuma de poliuretano"),
        _words("madera de pino aserrada, muebles de pino, escobas y palos"),
    ),
    Line(
        _words("Agroquímicos, Fertilizantes, Agroservicios, Semillas, Químicos, Veterinaria"),
        _words("Agropecuaria, Agroservicio, Veterinaria"),
        0.05,
        _words("fertilizante granulado, herbicidas, semilla de hortalizas, vacunas veterinarias"),
        ("abono orgánico",),
    ),
)
"""The lines of business; a client has one."""
