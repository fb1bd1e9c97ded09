"""What every paper says beside its fields, in the six languages of `ifar.languages`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, tuple[str, str, str, str, str, str]]] = {
    "number": ("Number", "الرقم", "Numéro", "Número", "Номер", "编号"),
    "issued_by": ("Issued by", "صادرة عن", "Délivré par", "Expedido por", "Выдано", "签发机关"),
    "issued_on": (
        "Issued on",
        "تاريخ الإصدار",
        "Délivré le",
        "Fecha de expedición",
        "Дата выдачи",
        "签发日期",
    ),
    "valid_from": (
        "Valid from",
        "صالحة من",
        "Valable à partir du",
        "Válido desde",
        "Действительно с",
        "有效期自",
    ),
    "valid_to": (
        "Valid until",
        "صالحة حتى",
        "Valable jusqu'au",
        "Válido hasta",
        "Действительно до",
        "有效期至",
    ),
    "validity": ("Validity", "مدة الصلاحية", "Durée de validité", "Vigencia", "Срок действия", "有效期"),
    "no_end": ("unlimited", "غير محددة المدة", "illimitée", "indefinida", "бессрочно", "长期"),
    "check_heading": (
        "Is this paper genuine, and does it still stand?",
        "هل هذه الوثيقة أصلية، وهل ما زالت سارية؟",
        "Ce document est-il authentique et toujours en vigueur ?",
        "¿Es auténtico este documento y sigue vigente?",
        "Подлинный ли это документ и действует ли он?",
        "本文件是否真实并仍然有效？",
    ),
    "check_words": (
        "Scan this code, or type the number at the address below. The page says whether this paper was issued, and whether it still stands.",
        "امسح هذا الرمز، أو أدخل الرقم في العنوان أدناه. تبيّن الصفحة هل صدرت هذه الوثيقة وهل ما زالت سارية.",
        "Scannez ce code, ou saisissez le numéro à l'adresse ci-dessous. La page indique si ce document a été délivré et s'il est toujours en vigueur.",
        "Escanee este código o escriba el número en la dirección indicada abajo. La página dice si este documento fue expedido y si sigue vigente.",
        "Отсканируйте этот код или введите номер по указанному ниже адресу. На странице указано, был ли документ выдан и действует ли он.",
        "扫描此码，或在下方网址输入编号。该页面会说明本文件是否确由本机关签发以及是否仍然有效。",
    ),
    "proof_heading": (
        "Proof that this paper was issued exactly so",
        "إثبات أن هذه الوثيقة صدرت بهذا النص تماماً",
        "Preuve que ce document a été délivré exactement ainsi",
        "Prueba de que este documento fue expedido exactamente así",
        "Доказательство того, что документ выдан именно в таком виде",
        "本文件内容与签发时完全一致的证明",
    ),
    "proof_words": (
        "These codes carry everything that this paper says, and its place in the register's signed log. Scanned together they can be checked without a network; they do not say whether the paper was withdrawn later.",
        "تحمل هذه الرموز كل ما تنص عليه هذه الوثيقة وموضعها في سجل القيود الموقّع. يمكن التحقق منها مجتمعةً من دون شبكة؛ وهي لا تبيّن هل سُحبت الوثيقة لاحقاً.",
        "Ces codes contiennent tout ce que dit ce document et sa place dans le journal signé du registre. Scannés ensemble, ils se vérifient sans réseau ; ils ne disent pas si le document a été retiré par la suite.",
        "Estos códigos contienen todo lo que dice este documento y su lugar en el diario firmado del registro. Escaneados juntos pueden verificarse sin conexión; no indican si el documento fue retirado después.",
        "Эти коды содержат всё, что сказано в документе, и его место в подписанном журнале реестра. Вместе их можно проверить без сети; они не говорят о том, был ли документ позднее отозван.",
        "这些码包含本文件的全部内容及其在登记册签名日志中的位置。全部扫描后可离线核验；但不能说明文件此后是否被撤回。",
    ),
    "code_alt": (
        "Code that leads to the page where this paper is verified",
        "رمز يؤدي إلى صفحة التحقق من هذه الوثيقة",
        "Code menant à la page de vérification de ce document",
        "Código que lleva a la página de verificación de este documento",
        "Код, ведущий на страницу проверки этого документа",
        "通往本文件核验页面的二维码",
    ),
    "part_alt": (
        "Code %(n)s of %(total)s of the proof",
        "الرمز %(n)s من %(total)s من الإثبات",
        "Code %(n)s sur %(total)s de la preuve",
        "Código %(n)s de %(total)s de la prueba",
        "Код %(n)s из %(total)s доказательства",
        "证明码：第 %(n)s 个，共 %(total)s 个",
    ),
    "page": (
        "Page %(n)s of %(total)s",
        "صفحة %(n)s من %(total)s",
        "Page %(n)s sur %(total)s",
        "Página %(n)s de %(total)s",
        "Страница %(n)s из %(total)s",
        "第 %(n)s 页，共 %(total)s 页",
    ),
    "demonstration": (
        "Demonstration: nothing here is real",
        "عرض توضيحي: لا شيء هنا حقيقي",
        "Démonstration : rien ici n'est réel",
        "Demostración: nada de esto es real",
        "Демонстрация: всё вымышлено",
        "演示：此处内容均为虚构",
    ),
}
