"""Words by which details are known, in five languages with capitals or none: months, roles, streets, what is done with an arm. Pure."""

from __future__ import annotations

from typing import Final

MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "январ[ьяе]|феврал[ьяе]|марта?|марте|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|августа?|августе|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе]|"
    "يناير|فبراير|مارس|أبريل|ابريل|إبريل|مايو|ماي|يونيو|يوليو|يوليوز|أغسطس|غشت|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر|"
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول|جانفي|فيفري|أفريل|جوان|جويلية|أوت"
)
DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])"
NTH: Final = (  # days in words
    r"(?:\w{2,6}-)?\w{2,9}(?:st|nd|rd|th) of|(?:vingt(?:-| et |-et-)|trente et )?(?:premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|trente)|(?:veinti|treinta y )?(?:primero|uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|"
    r"dieci\w{4,6}|veinte|treinta) de|(?:двадцать |тридцать )?\w{3,14}(?:ого|ьего|ое|ье)|"
    r"(?:الأول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر|الحادي|العشرين|الثلاثين)(?: عشر| والعشرين| والثلاثين)? من"
)
WEEKDAYS: Final = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|"
    "الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد"
)
LATELY: Final = (
    "yesterday|last night|this morning|last week|avant-hier|hier|ce matin|la semaine dernière|ayer|anteayer|anoche|esta mañana|la semana pasada|"
    "вчера|позавчера|сегодня утром|на прошлой неделе|أمس|البارحة|هذا الصباح|الأسبوع الماضي"
)
CAP: Final = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]"
NAME: Final = rf"{CAP}[\w'’-]{{1,30}}"
ROLES: Final = (
    "holder|owner|suspect|seller|buyer|driver|victim|witness|widow|finder|landlord|tenant|brother|father|husband|wife|son|"
    "détenteur|détentrice|propriétaire|suspecte?|vendeur|vendeuse|acheteur|acheteuse|conducteur|victime|témoin|veuve|veuf|frère|père|mari|épouse|fils|"
    "titular|propietari[oa]|dueñ[oa]|sospechoso|vendedor|comprador|conductor|víctima|testigo|viuda|viudo|denunciante|hermano|padre|marido|esposa|hijo|"
    "владелец|владелица|подозреваемый|продавец|покупатель|водитель|потерпевший|свидетель|хозяин|хозяйка|вдова|заявитель|брат|отец|муж|жена|сын"
)
SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方邹熊孟秦邱侯江尹薛闫段"
NO_NAME: Final = (
    "غير|مجهول|لا|لم|لن|يقول|قال|هو|هي|من|في|كان|كانت|عن|إلى|على|أن|الذي|التي|السابق|الأصلي|معروف"
)
CASE: Final = (
    "case|file|docket|dossier|affaire|procès-verbal|pv|expediente|diligencias|causa|sumario|atestado|"
    "дел[оау]|протокол\\w{0,2}|материал\\w{0,2}|قضية|القضية|محضر|المحضر|ملف|الملف"
)
PLATES: Final = "plate|registration|plaque(?= \\d)|immatricul\\w{0,6}|matrícula|placa|госномер\\w{0,3}|машин\\w{1,3} с номером|автомобил\\w{1,3} с номером|لوحة|اللوحة|لوحته|لوحتها|رقم اللوحة|车牌"
STREETS: Final = (
    "street|road|avenue|lane|boulevard|village of|town of|city of|port of|station of|district of|quarter of|mill of|ford of|bridge of|market of|camp of|valley of|forest of|church of|mayor of|chief of|outskirts of|suburb of|"
    "rue|avenue|boulevard|quai|chemin|impasse|gare de|quartier|village de|ville de|port de|marché de|pont de|moulin de|camp de|forêt de|vallée de|route de|maire de|préfet de|curé de|"
    "calle|avenida|carretera de|barrio|estación de|pueblo de|ciudad de|puerto de|aldea de|mercado de|puente de|molino de|campamento de|valle de|alcalde de|gobernador de|"
    "улиц[ауеы]|ул\\.|переул\\w{1,4}|проспект\\w?|шоссе|пос[её]лк\\w{0,2}|пос[её]лок|сел[оае]|деревн\\w{1,2}|станиц\\w{1,2}|город[ае]?|гор\\.|район\\w?"
)
FOUND: Final = (
    "found|seized|recovered|discovered|bought|stolen|lost|intercepted|taken|picked up|"
    "trouvée?s?|saisie?s?|découverte?s?|récupérée?s?|retrouvée?s?|volée?s?|interceptée?s?|"
    "hallad[oa]s?|incautad[oa]s?|encontr(?:ó|ad[oa]s?)|recuperad[oa]s?|robad[oa]s?|aparec(?:ió|id[oa]s?)|intervenid[oa]s?|"
    "найден\\w{0,2}|изъят\\w{0,2}|обнаружен\\w{0,2}|куплен\\w{0,2}|украден\\w{0,2}|похищен\\w{0,2}"
)
AT: Final = "in|at|near|from|outside|on|à|au|aux|dans|près de|chez|en|sur|de|cerca de|junto a|la|el|в|во|возле|около|под|на|у|из"
NO_LAW: Final = "".join(
    f"(?<!{word})"
    for word in (
        "EU ",
        "eu ",
        "ue ",
        "UE ",
        "EU/",
        "UE/",
        "irective ",
        "irectiva ",
        "egulation ",
        "èglement ",
        "eglamento ",
        "ecision ",
        "écision ",
    )
)
"""What stands before the number of a law of the Union, which is written like that of a case."""
REPORTS: Final = "report|statement|reference|ref|rapport|référence|réf|informe|parte(?: policial)?|denuncia|acta|oficio|referencia|отч[её]т\\w{0,2}|рапорт\\w{0,2}|تقرير|مرجع"
TELEPHONES: Final = "phone|telephone|tel|mobile|cellphone|whatsapp|téléphone|tél|portable|teléfono|móvil|celular|тел|телефон\\w{0,2}|мобильн\\w{2,4}"
ARABIC_NAMES: Final = "محمد|أحمد|احمد|محمود|مصطفى|إبراهيم|ابراهيم|يوسف|خالد|عثمان|فاطمة|عائشة|مريم|زينب|خديجة|ياسين|بلال|حمزة|عمرو|حسين|ياسر|سليمان|إسماعيل|موسى|عيسى"
"""Given names that are no other word: in Arabic no capital tells that a word is a name."""
CALLED: Final = (
    "called|named|by the name of|known as|nicknamed|goes by|nommée?|appelée?|dénommée?|prénommée?|surnommée?|du nom de|s['’]appelle|se nomme|"
    "llamad[oa]|de nombre|apodad[oa]|conocid[oa] como|se llama|por nombre|по имени|по фамилии|по кличке|зовут|звали"
)
MESSENGERS: Final = "telegram|whats ?app|wechat|viber|signal messenger|snapchat|instagram|facebook|messenger|tiktok|imo|vk|телеграм\\w{0,2}|ватсап\\w?|вайбер\\w?|вконтакте|تيليغرام|تلغرام|واتساب|微信"
COMPASS: Final = "(?:(?:[NSEWO]|[СЮВЗ]|[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Nn]ord|[Ss]ud|[Ee]st|[Oo]uest|[Nn]orte|[Ss]ur|[Ee]ste|[Oo]este)(?!\\w))"
DEGREES: Final = "(?:°|deg(?:rees)?\\b|degrés?\\b|grados?\\b|градус\\w{0,2})"
MINUTES: Final = "[′'’]|min(?:utes?|utos?)?\\b|минут\\w?"
ROMAN: Final = "(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})"
"""Months in Roman figures."""
HUMAN: Final = (
    "man|woman|boy|girl|person|someone|somebody|individual|guy|friend|neighbou?r|colleague|cousin|uncle|aunt|sister|mother|daughter|dealer|trader|"
    "smuggler|soldier|farmer|hunter|gunsmith|guard|who|he|she|himself|herself|"
    "homme|femme|garçon|fille|personne|quelqu['’]un|individu|ami|amie|voisin|voisine|collègue|cousin|oncle|tante|sœur|mère|marchand|armurier|"
    "passeur|soldat|chasseur|gardien|qui|il|elle|"
    "hombre|mujer|chico|chica|persona|alguien|individuo|amigo|amiga|vecino|vecina|colega|primo|tío|tía|hermana|madre|armero|soldado|cazador|él|ella|"
    "мужчин\\w|женщин\\w|парень|парня|девушк\\w|человек\\w?|некто|друг\\w?|сосед\\w?|коллег\\w|дядя|тётя|сестра|мать|торгов\\w{2,3}|солдат\\w?|"
    "охотник\\w?|он|она"
)
