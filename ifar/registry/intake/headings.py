"""What the columns of registers are called: heading in many languages -> field. A table of facts; `mapping.py` compares with it.

Collected by us from registers' forms and from the vocabulary of the languages; words are folded before they are compared, so
case, accents, dots and separators do not matter. The more telling heading of a language comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "serial": (
        "serial number", "serial no", "serial nr", "serial", "s/n", "sn", "ser no", "weapon number", "weapon no", "firearm number",
        "gun number", "weapon serial number", "firearm serial number",
        "numéro de série", "n° de série", "no de série", "matricule", "numéro de l'arme", "n° arme", "numéro matricule",
        "número de serie", "nº de serie", "no serie", "serie", "número de arma", "matrícula", "matricola", "numero di matricola",
        "número de série", "nº de série", "numeração da arma", "numero de inscriçao da arma",
        "waffennummer", "waffen nr", "seriennummer", "serien nr", "herstellungsnummer", "fabriknummer",
        "serienummer", "wapennummer", "numer seryjny", "numer broni", "nr broni", "nr seryjny", "výrobní číslo", "číslo zbraně",
        "serijski broj", "fabrički broj", "broj oružja", "tvornički broj", "серийный номер", "номер оружия", "заводской номер",
        "серия и номер оружия", "серійний номер", "номер зброї", "фабрички број", "серијски број", "сериен номер",
        "seri no", "seri numarası", "silah no", "الرقم المتسلسل", "رقم السلاح", "الرقم التسلسلي", "رقم القطعة", "شماره سریال",
        "枪号", "编号", "序列号", "枪支编号",
    ),
    "other_serial": (
        "part serial number", "barrel number", "frame number", "slide number", "second serial", "numéro du canon", "laufnummer",
        "numéro de carcasse", "número del cañón", "номер ствола", "номер затвора", "رقم السبطانة",
    ),
    "import_mark": ("import mark", "import marking", "marque d'importation", "marca de importación", "einfuhrzeichen", "علامة الاستيراد"),
    "make": (
        "make", "manufacturer", "maker", "brand", "make of weapon", "weapon make", "firearm make", "trade mark", "marque", "fabricant",
        "constructeur", "marque de l'arme", "marca", "fabricante", "marca del arma", "hersteller", "marke", "fabrikat", "fabbricante",
        "merk", "fabrikant", "producent", "marka", "výrobce", "proizvođač", "marka oružja", "изготовитель", "производитель", "марка",
        "завод изготовитель", "фирма", "виробник", "произвођач", "производител", "üretici", "markası", "الشركة الصانعة", "الصانع",
        "الماركة", "جهة الصنع", "سازنده", "制造商", "厂家", "品牌", "生产厂家",
    ),
    "model": (
        "model", "model name", "weapon model", "firearm model", "modèle", "modele", "modèle de l'arme", "modelo", "modelo del arma",
        "modell", "modellbezeichnung", "modello", "typ modell", "modeli", "модель", "модел", "модель оружия", "модель зброї",
        "الطراز", "الموديل", "النموذج", "موديل", "مدل", "型号", "模型",
    ),
    "calibre": (
        "calibre", "caliber", "cal", "bore", "gauge", "chambering", "calibre de l'arme", "calibro", "kaliber", "kal", "kaliberbezeichnung",
        "kalibr", "kalibar", "калибр", "калібр", "калибар", "калибър", "kalibre", "çap", "العيار", "عيار السلاح", "عيار", "کالیبر", "口径",
    ),
    "type": (
        "type", "weapon type", "type of weapon", "firearm type", "type of firearm", "kind", "kind of weapon", "weapon category type",
        "description of weapon", "type d'arme", "nature de l'arme", "genre d'arme", "tipo", "tipo de arma", "clase de arma",
        "espécie", "waffenart", "waffentyp", "art der waffe", "tipo di arma", "soort wapen", "type wapen", "rodzaj broni", "typ broni",
        "druh zbraně", "vrsta oružja", "tip oružja", "вид оружия", "тип оружия", "тип", "вид зброї", "врста оружја", "вид оръжие",
        "silah türü", "cinsi", "türü", "نوع السلاح", "النوع", "صنف السلاح", "نوع سلاح", "类型", "枪支类型", "枪种",
    ),
    "country_made": (
        "country of origin", "country of manufacture", "country made", "made in", "origin", "manufactured in", "country", "pays de fabrication", "pays d'origine",
        "pays", "país de fabricación", "país de origen", "procedencia", "país de fabrico", "herstellungsland", "ursprungsland", "paese di produzione", "land van herkomst",
        "kraj produkcji", "země výroby", "zemlja proizvodnje", "zemlja porekla", "страна", "страна изготовления", "страна производства",
        "страна происхождения", "країна виробництва", "земља производње", "menşei", "üretim yeri", "بلد الصنع", "بلد المنشأ", "دولة الصنع", "产地", "制造国", "生产国",
    ),
    "year": (
        "year", "year of manufacture", "year made", "manufacture year", "year of production", "année", "année de fabrication", "an de fabrication", "año",
        "año de fabricación", "ano de fabrico", "ano", "baujahr", "herstellungsjahr", "anno", "anno di produzione", "bouwjaar", "rok produkcji", "rok výroby",
        "godina proizvodnje", "год выпуска", "год изготовления", "год", "рік виробництва", "година производње", "üretim yılı", "imal yılı", "سنة الصنع", "سنة الإنتاج", "年份", "出厂年份", "生产年份",
    ),
    "category": (
        "category", "legal category", "class", "classification", "weapon category", "catégorie", "categoría", "categoria", "kategorie", "kategoria",
        "kategorija", "категория", "категорія", "категорија", "sınıfı", "الفئة", "التصنيف", "类别",
    ),
    "marking": ("marking", "marking status", "marks", "état du marquage", "marquage", "marcaje", "kennzeichnung", "маркировка", "الوسم", "حالة الوسم"),
    "source_number": (
        "registration number", "registration no", "reg no", "register number", "record number", "record no", "entry number", "file number", "file no",
        "book number", "id", "no", "ref", "reference", "n° d'enregistrement", "numéro d'enregistrement", "numéro d'ordre", "n° d'ordre", "n° dossier",
        "número de registro", "nº de registro", "número de expediente", "folio", "número de registo", "lfd nr", "laufende nummer", "registernummer", "aktenzeichen",
        "numero di registro", "registratienummer", "numer rejestru", "nr rejestracyjny", "lp", "pořadové číslo", "redni broj", "evidencijski broj",
        "рег номер", "регистрационный номер", "номер дела", "№ п/п", "порядковый номер", "реєстраційний номер", "регистарски број", "sıra no", "kayıt no", "ruhsat sıra no",
        "رقم التسجيل", "رقم القيد", "الرقم", "م", "رقم الملف", "شماره ثبت", "登记号", "登记编号",
    ),
    "since": (
        "date registered", "registration date", "date of registration", "registered on", "date of entry", "entry date", "date acquired", "acquisition date", "date of acquisition",
        "issue date", "date", "date d'enregistrement", "date d'inscription", "date d'acquisition", "fecha de registro", "fecha de inscripción", "fecha", "fecha de adquisición",
        "data de registo", "data de registro", "eintragungsdatum", "datum der eintragung", "erwerbsdatum", "registrierdatum", "data di registrazione", "datum registratie",
        "data rejestracji", "data nabycia", "datum registrace", "datum registracije", "datum upisa", "дата регистрации", "дата постановки на учет", "дата приобретения", "дата",
        "дата реєстрації", "датум регистрације", "kayıt tarihi", "tescil tarihi", "تاريخ التسجيل", "تاريخ القيد", "التاريخ", "تاريخ الحيازة", "تاریخ ثبت", "登记日期", "注册日期",
    ),
    "state": (
        "status", "state", "current status", "situation", "condition", "statut", "état", "etat actuel", "estado", "estado actual", "situación", "situação",
        "status der waffe", "zustand", "stato", "stan", "stav", "stanje", "состояние", "статус", "стан", "стање", "durumu", "durum", "الحالة", "الوضع", "حالة السلاح", "وضعیت", "状态", "现状",
    ),
    "paper": (
        "licence number", "license number", "licence no", "license no", "permit number", "permit no", "certificate number", "firearm licence", "numéro de permis", "n° de permis",
        "n° d'autorisation", "numéro de licence", "número de licencia", "nº de licencia", "número de permiso", "número da licença", "wbk nr", "waffenbesitzkarte", "erlaubnisnummer",
        "numero porto d'armi", "vergunningsnummer", "numer pozwolenia", "nr pozwolenia", "číslo průkazu", "broj dozvole", "broj oružnog lista", "номер лицензии", "номер разрешения", "лицензия",
        "номер дозволу", "број оружног листа", "ruhsat no", "belge no", "رقم الرخصة", "رقم الترخيص", "رقم الإجازة", "شماره مجوز", "许可证号", "持枪证号",
    ),
    "place": ("place of registration", "place", "station", "police station", "lieu", "lieu d'enregistrement", "poste", "lugar", "comisaría", "ort der eintragung", "место регистрации", "отдел", "مكان التسجيل", "المركز", "登记地点"),
    "remark": (
        "remarks", "remark", "notes", "note", "comments", "comment", "observations", "observation", "remarques", "observaciones", "observações", "bemerkung", "bemerkungen",
        "anmerkung", "annotazioni", "opmerkingen", "uwagi", "poznámka", "napomena", "primedba", "примечание", "примечания", "заметки", "примітки", "напомена", "забележка", "açıklama", "notlar",
        "ملاحظات", "ملاحظة", "البيان", "توضیحات", "备注", "说明",
    ),
    "holder_name": (
        "holder", "owner", "holder name", "owner name", "name of holder", "name of owner", "full name", "licensee", "possessor", "nom et prénom", "nom et prénoms", "nom complet", "détenteur", "propriétaire",
        "titulaire", "nombre completo", "nombre y apellidos", "titular", "propietario", "poseedor", "proprietário", "nome completo", "detentor", "inhaber", "besitzer", "eigentümer", "waffenbesitzer",
        "proprietario", "intestatario", "eigenaar", "houder", "właściciel", "posiadacz", "imię i nazwisko", "majitel", "držitel", "vlasnik", "ime i prezime", "владелец", "ф и о", "фио", "собственник",
        "власник", "піб", "власник зброї", "власник оружја", "име и презиме", "sahibi", "adı soyadı", "المالك", "الحائز", "اسم المالك", "اسم الحائز", "الاسم الكامل", "صاحب السلاح", "نام مالک", "持有人", "所有人", "姓名", "枪主",
    ),
    "holder_family": (
        "surname", "last name", "family name", "holder surname", "owner surname", "nom", "nom de famille", "nom du détenteur", "nom du propriétaire", "nom patronymique", "apellido", "apellidos", "sobrenome", "apelido",
        "name", "nachname", "familienname", "cognome", "achternaam", "nazwisko", "příjmení", "prezime", "фамилия", "фамилия владельца", "прізвище", "презиме", "фамилно име", "soyadı", "لقب الحائز", "اللقب", "اسم العائلة", "الكنية", "姓",
    ),
    "holder_given": (
        "given name", "given names", "first name", "forename", "forenames", "holder given names", "other names", "middle name", "prénom", "prénoms", "nombre", "nombres", "primer nombre", "nome", "vorname", "vornamen", "voornaam", "voornamen",
        "imię", "jméno", "ime", "имя", "имя отчество", "отчество", "ім'я", "име", "adı", "الاسم", "الاسم الأول", "الاسم الشخصي", "名",
    ),
    "holder_kind": ("holder type", "owner type", "type of holder", "type of owner", "qualité", "type de détenteur", "tipo de titular", "art des besitzers", "тип владельца", "نوع الحائز", "صفة المالك"),
    "holder_number": (
        "id number", "identity number", "national id", "national id number", "identity card", "identity card number", "passport number", "passport", "nin", "ssn", "personal number", "holder id", "owner id",
        "n° de pièce d'identité", "numéro de pièce d'identité", "n° cni", "cni", "carte d'identité", "numéro d'identité", "pièce d'identité", "documento de identidad", "dni", "cédula", "número de documento", "rut", "curp", "cpf", "bilhete de identidade",
        "ausweisnummer", "personalausweis", "ausweis nr", "codice fiscale", "carta d'identità", "bsn", "identiteitsnummer", "pesel", "nr dowodu", "rodné číslo", "číslo op", "jmbg", "broj lične karte", "oib",
        "документ", "паспорт", "номер паспорта", "инн", "серия номер паспорта", "паспортные данные", "ідентифікаційний номер", "јмбг", "егн", "tc kimlik no", "kimlik no", "رقم الهوية", "الرقم الوطني", "رقم البطاقة", "رقم بطاقة التعريف", "شماره ملی", "身份证号", "证件号码",
    ),
    "holder_born": (
        "date of birth", "dob", "birth date", "born", "birthdate", "date de naissance", "né le", "né(e) le", "fecha de nacimiento", "data de nascimento", "geburtsdatum", "geb", "geboren am", "data di nascita", "geboortedatum", "data urodzenia",
        "datum narození", "datum rođenja", "дата рождения", "дата народження", "датум рођења", "дата на раждане", "doğum tarihi", "تاريخ الميلاد", "تاريخ الولادة", "تاریخ تولد", "出生日期",
    ),
    "holder_sex": ("sex", "gender", "sexe", "genre", "sexo", "geschlecht", "sesso", "geslacht", "płeć", "pohlaví", "pol", "пол", "стать", "cinsiyet", "الجنس", "性别"),
    "holder_address": (
        "address", "residence", "residential address", "home address", "street", "holder address", "adresse", "domicile", "adresse du détenteur", "dirección", "domicilio", "calle", "morada", "endereço", "anschrift", "strasse", "wohnanschrift",
        "indirizzo", "residenza", "adres", "adres zamieszkania", "adresa", "bydliště", "prebivalište", "адрес", "адрес владельца", "место жительства", "адреса", "адреса проживання", "ikametgah", "العنوان", "عنوان السكن", "محل الإقامة", "آدرس", "地址", "住址",
    ),
    "holder_town": (
        "town", "city", "village", "municipality", "locality", "district", "commune", "ville", "localité", "ciudad", "municipio", "localidad", "cidade", "município", "ort", "wohnort", "stadt", "gemeinde", "comune", "città", "plaats", "woonplaats",
        "miejscowość", "miasto", "obec", "město", "grad", "mesto", "općina", "opština", "город", "населенный пункт", "місто", "град", "место", "il", "ilçe", "المدينة", "البلدية", "الولاية", "شهر", "城市", "市",
    ),
    "holder_country": ("holder country", "nationality", "citizenship", "nationalité", "nacionalidad", "nacionalidade", "staatsangehörigkeit", "nazionalità", "nationaliteit", "obywatelstwo", "državljanstvo", "гражданство", "громадянство", "uyruğu", "الجنسية", "国籍"),
    "holder_contact": ("phone", "telephone", "mobile", "phone number", "email", "e-mail", "téléphone", "tél", "courriel", "teléfono", "correo", "telefone", "telefon", "телефон", "الهاتف", "رقم الهاتف", "تلفن", "电话"),
    "office": ("office", "agency", "unit", "station code", "office code", "registry office", "bureau", "unité", "service", "oficina", "dependencia", "behörde", "dienststelle", "ufficio", "urząd", "орган", "подразделение", "kurum", "المكتب", "الجهة", "الوحدة", "单位", "机关"),
    "compartment": ("compartment", "sector", "secteur", "sector de uso", "bereich", "сектор", "القطاع"),
}  # fmt: skip
"""Field -> headings. Where one heading stands in two fields, the earlier field of `fields.py` wins unless the values say otherwise."""
