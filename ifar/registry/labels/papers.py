"""What a paper says of a firearm, in Spanish, Russian and Chinese: the codes that the interface speaks only in English, Arabic and French.

A test wants every code of the lists here in each language. What the reference data name in all six (countries) is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Spoken = tuple[str, str, str]
SPOKEN: Final = ("es", "ru", "zh")

OWNERSHIP: Final[Mapping[str, Spoken]] = {
    "maker": ("Fabricante", "Изготовитель", "制造商"),
    "importer": ("Importador", "Импортёр", "进口商"),
    "wholesaler": ("Mayorista", "Оптовый торговец", "批发商"),
    "retailer": ("Comerciante", "Торговец", "经销商"),
    "private": ("Particular", "Частное лицо", "个人"),
    "company": ("Empresa", "Компания", "公司"),
    "museum": ("Museo", "Музей", "博物馆"),
    "state": ("El Estado", "Государство", "国家"),
    "estate": ("Sucesión de una persona fallecida", "Наследственное имущество", "遗产"),
    "foreign": ("Propietario en el extranjero", "Владелец за рубежом", "境外所有人"),
    "unknown": ("Propietario desconocido", "Владелец неизвестен", "所有人不明"),
    "with_firearm": ("El propietario del arma", "Владелец оружия", "枪支所有人"),
    "none": ("Nadie", "Никто", "无"),
}
CUSTODY: Final[Mapping[str, Spoken]] = {
    "maker": ("En poder del fabricante", "У изготовителя", "在制造商处"),
    "importer": ("En poder del importador", "У импортёра", "在进口商处"),
    "wholesaler": ("En poder del mayorista", "У оптового торговца", "在批发商处"),
    "retailer": ("En poder del comerciante", "У торговца", "在经销商处"),
    "holder": ("En poder de su propietario", "У владельца", "由所有人持有"),
    "store": ("En el depósito del Estado", "На государственном складе", "在国家库房"),
    "unit": ("En una unidad del Estado", "В подразделении государства", "在国家单位"),
    "proof_house": ("En un banco de pruebas", "На испытательной станции", "在检验所"),
    "repairer": ("En un taller de reparación", "У мастера по ремонту", "在修理方处"),
    "borrower": ("En préstamo", "У временного пользователя", "在借用人处"),
    "carrier": ("En poder del transportista", "У перевозчика", "在承运人处"),
    "consignee": ("En consignación con un comerciante", "У торговца на комиссии", "由经销商寄售"),
    "depositary": ("En poder del depositario", "У хранителя", "在保管人处"),
    "abroad": ("En el extranjero", "За рубежом", "在境外"),
    "nobody": ("En manos de nadie conocido", "Ни у кого из известных лиц", "无已知持有人"),
    "unlawful": ("En manos ilícitas", "В незаконном владении", "被非法持有"),
    "licensing_authority": ("En la autoridad de licencias", "В лицензирующем органе", "在许可机关"),
    "police": ("En poder de la policía", "В полиции", "在警方"),
    "customs": ("En poder de la aduana", "На таможне", "在海关"),
    "military": ("En poder de las fuerzas armadas", "В вооружённых силах", "在武装部队"),
    "laboratory": ("En un laboratorio", "В лаборатории", "在实验室"),
    "court": ("En un tribunal", "В суде", "在法院"),
    "disposal_store": ("En el depósito de eliminación", "На складе утилизации", "在待处置库房"),
    "with_firearm": ("Dentro de un arma", "Внутри оружия", "装在枪支内"),
    "none": ("Nada que custodiar", "Хранить нечего", "无需保管"),
}
LEGAL: Final[Mapping[str, Spoken]] = {
    "in_manufacture": ("En fabricación", "В производстве", "制造中"),
    "proof_passed": ("Prueba superada", "Испытание пройдено", "已通过检验"),
    "lawful": ("Lícita", "Законно", "合法"),
    "blocked": ("Bloqueada", "Заблокировано", "已冻结"),
    "export_licensed": ("Con licencia de exportación", "Есть лицензия на экспорт", "已获出口许可"),
    "temporary_export": ("Exportada temporalmente", "Временно вывезено", "暂时出口"),
    "temporary_import": ("Importada temporalmente", "Временно ввезено", "暂时进口"),
    "transit": ("En tránsito", "В транзите", "过境"),
    "in_estate": ("Parte de una sucesión", "В составе наследства", "属于遗产"),
    "possession_revoked": ("Tenencia no permitida", "Владение не разрешено", "不准持有"),
    "lost": ("Extraviada", "Утеряно", "遗失"),
    "stolen": ("Robada", "Похищено", "被盗"),
    "missing": ("Desaparecida", "Отсутствует", "下落不明"),
    "found": ("Hallada", "Найдено", "已找到"),
    "seized": ("Incautada", "Изъято", "被扣押"),
    "surrendered": ("Entregada", "Сдано", "已上缴"),
    "evidence": ("Prueba material", "Вещественное доказательство", "证物"),
    "confiscated": ("Decomisada", "Конфисковано", "被没收"),
    "for_disposal": ("Para eliminación", "Подлежит утилизации", "待处置"),
    "exported": ("Exportada", "Экспортировано", "已出口"),
    "ended": ("Terminado", "Прекращено", "已终止"),
}
PHYSICAL: Final[Mapping[str, Spoken]] = {
    "planned": ("Solo prevista", "Только запланировано", "仅计划"),
    "unfinished": ("Sin terminar", "Не закончено", "未完成"),
    "unmarked": ("Sin marca única", "Без уникальной маркировки", "无唯一标识"),
    "altered": ("Marcas eliminadas o alteradas", "Маркировка удалена или изменена", "标识被去除或更改"),
    "intact": ("Completa y marcada", "В комплекте, с маркировкой", "完整并有标识"),
    "unknown": ("No se sabe", "Неизвестно", "不明"),
    "fitted": ("Montada en un arma", "Установлено на оружие", "已装入枪支"),
    "deactivated": ("Inutilizada", "Деактивировано", "已失效"),
    "destroyed": ("Destruida", "Уничтожено", "已销毁"),
    "disassembled": ("Desmontada", "Разобрано", "已拆解"),
    "replaced": ("Pieza principal sustituida", "Основная часть заменена", "主要部件已更换"),
}
TYPES: Final[Mapping[str, Spoken]] = {
    "handgun": (
        "Arma corta de tipo desconocido",
        "Короткоствольное оружие, вид неизвестен",
        "短枪（种类不明）",
    ),
    "pistol": ("Pistola", "Пистолет", "手枪"),
    "pistol_semi_automatic": ("Pistola semiautomática", "Самозарядный пистолет", "半自动手枪"),
    "pistol_single_shot": ("Pistola de un tiro", "Однозарядный пистолет", "单发手枪"),
    "derringer": ("Derringer", "Дерринджер", "德林杰手枪"),
    "revolver": ("Revólver", "Револьвер", "左轮手枪"),
    "long_gun": (
        "Arma larga de tipo desconocido",
        "Длинноствольное оружие, вид неизвестен",
        "长枪（种类不明）",
    ),
    "rifle": ("Fusil", "Винтовка", "步枪"),
    "rifle_single_shot": ("Fusil de un tiro", "Однозарядная винтовка", "单发步枪"),
    "rifle_bolt_action": ("Fusil de cerrojo", "Винтовка с продольно-скользящим затвором", "栓动步枪"),
    "rifle_lever_action": ("Fusil de palanca", "Винтовка с рычажным затвором", "杠杆式步枪"),
    "rifle_pump_action": ("Fusil de corredera", "Винтовка с подвижным цевьём", "泵动步枪"),
    "rifle_double": ("Fusil de dos cañones", "Двуствольный штуцер", "双管步枪"),
    "rifle_semi_automatic": ("Fusil semiautomático", "Самозарядная винтовка", "半自动步枪"),
    "rifle_automatic": ("Fusil automático", "Автоматическая винтовка", "自动步枪"),
    "rifle_anti_materiel": ("Fusil antimaterial", "Крупнокалиберная винтовка", "反器材步枪"),
    "shotgun": ("Escopeta", "Гладкоствольное ружьё", "霰弹枪"),
    "shotgun_single_shot": ("Escopeta de un tiro", "Однозарядное ружьё", "单发霰弹枪"),
    "shotgun_double": ("Escopeta de dos cañones", "Двуствольное ружьё", "双管霰弹枪"),
    "shotgun_pump_action": ("Escopeta de corredera", "Помповое ружьё", "泵动霰弹枪"),
    "shotgun_semi_automatic": ("Escopeta semiautomática", "Самозарядное ружьё", "半自动霰弹枪"),
    "shotgun_bolt_action": ("Escopeta de cerrojo", "Ружьё с продольно-скользящим затвором", "栓动霰弹枪"),
    "shotgun_lever_action": ("Escopeta de palanca", "Ружьё с рычажным затвором", "杠杆式霰弹枪"),
    "shotgun_automatic": ("Escopeta automática", "Автоматическое ружьё", "自动霰弹枪"),
    "shotgun_short": ("Escopeta recortada", "Обрез ружья", "短管霰弹枪"),
    "combination_gun": ("Arma mixta", "Комбинированное ружьё", "组合枪"),
    "submachine_gun": ("Subfusil", "Пистолет-пулемёт", "冲锋枪"),
    "machine_pistol": ("Pistola ametralladora", "Автоматический пистолет", "自动手枪"),
    "machine_gun": ("Ametralladora", "Пулемёт", "机枪"),
    "machine_gun_light": ("Ametralladora ligera", "Ручной пулемёт", "轻机枪"),
    "machine_gun_general": ("Ametralladora de uso general", "Единый пулемёт", "通用机枪"),
    "machine_gun_heavy": ("Ametralladora pesada", "Крупнокалиберный пулемёт", "重机枪"),
    "muzzle_loading_handgun": (
        "Arma corta de avancarga",
        "Дульнозарядное короткоствольное оружие",
        "前装短枪",
    ),
    "muzzle_loading_long_gun": (
        "Arma larga de avancarga",
        "Дульнозарядное длинноствольное оружие",
        "前装长枪",
    ),
    "blank_firing": ("Arma de fogueo", "Оружие под холостой патрон", "空包弹枪"),
    "gas_gun": ("Arma de gas", "Газовое оружие", "毒气枪"),
    "signal_gun": ("Arma de señales", "Сигнальное оружие", "信号枪"),
    "improvised": ("Arma artesanal", "Самодельное оружие", "自制枪"),
    "disguised": ("Arma disimulada", "Замаскированное оружие", "伪装枪"),
    "grenade_launcher": ("Lanzagranadas", "Гранатомёт", "榴弹发射器"),
    "air_gun": ("Arma de aire", "Пневматическое оружие", "气枪"),
    "other": ("Otra", "Другое", "其他"),
}
MARK_KINDS: Final[Mapping[str, Spoken]] = {
    "maker": ("Fabricante", "Изготовитель", "制造商"),
    "country": ("País de fabricación", "Страна изготовления", "制造国"),
    "place": ("Lugar de fabricación", "Место изготовления", "制造地"),
    "serial": ("Número de serie", "Серийный номер", "序列号"),
    "symbol": ("Símbolo geométrico", "Геометрический символ", "几何符号"),
    "code": ("Código numérico o alfanumérico", "Цифровой или буквенно-цифровой код", "数字或字母数字代码"),
    "model": ("Modelo", "Модель", "型号"),
    "calibre": ("Calibre", "Калибр", "口径"),
    "year": ("Año de fabricación", "Год изготовления", "制造年份"),
    "proof": ("Marca de prueba", "Испытательное клеймо", "检验标记"),
    "import": ("Marca de importación (país)", "Маркировка импорта (страна)", "进口标识（国家）"),
    "import_year": ("Año de importación", "Год импорта", "进口年份"),
    "export": ("Marca de exportación", "Маркировка экспорта", "出口标识"),
    "unique": ("Marca única de una autoridad", "Уникальная маркировка органа власти", "主管机关的唯一标识"),
    "transfer": (
        "Transferencia de existencias del Estado al uso civil",
        "Передача из государственных запасов для гражданского использования",
        "由国家库存转为民用",
    ),
    "acceptance": (
        "Marca de aceptación oficial o militar",
        "Клеймо государственной или военной приёмки",
        "政府或军方验收标记",
    ),
    "property": ("Marca de propiedad", "Знак собственности", "所有权标记"),
    "security": ("Marca de seguridad", "Защитная маркировка", "安全标记"),
    "classification": (
        "Marca regional de clasificación",
        "Региональная классификационная маркировка",
        "区域分类标识",
    ),
    "deactivation": ("Marca de inutilización", "Маркировка деактивации", "失效标识"),
    "post_seizure": ("Marca aplicada tras la incautación", "Маркировка после изъятия", "扣押后加刻的标识"),
    "part_serial": ("Número de serie de una pieza", "Серийный номер части", "部件序列号"),
    "inventory": ("Número de inventario", "Инвентарный номер", "库存编号"),
    "inscription": ("Otra inscripción", "Другая надпись", "其他铭文"),
    "lot": ("Número de lote de munición", "Номер партии боеприпасов", "弹药批号"),
}
MARK_PLACES: Final[Mapping[str, Spoken]] = {
    "frame": ("Armazón", "Рамка", "枪身"),
    "receiver": ("Cajón de mecanismos", "Ствольная коробка", "机匣"),
    "slide": ("Corredera", "Затвор-кожух", "套筒"),
    "barrel": ("Cañón", "Ствол", "枪管"),
    "cylinder": ("Tambor", "Барабан", "转轮"),
    "bolt": ("Cerrojo", "Затвор", "枪机"),
    "breech_block": ("Bloque de cierre", "Запирающий блок", "闭锁块"),
    "barrel_flats": ("Planos bajo los cañones", "Плоскости под стволами", "枪管底平面"),
    "trunnion": ("Muñón delantero", "Передний вкладыш", "前枪管座"),
    "crane": ("Grúa del tambor", "Рычаг барабана", "转轮支架"),
    "trigger_guard": ("Guardamonte", "Спусковая скоба", "扳机护圈"),
    "tang": ("Rabera", "Хвостовик", "枪尾脚"),
    "grip": ("Empuñadura", "Рукоятка", "握把"),
    "butt": ("Base de la empuñadura", "Торец рукоятки", "握把底部"),
    "stock": ("Culata", "Приклад", "枪托"),
    "fore_end": ("Guardamanos", "Цевьё", "护木"),
    "plate": (
        "Placa metálica en armazón no metálico",
        "Металлическая пластина в неметаллической рамке",
        "非金属枪身上的金属片",
    ),
    "magazine": ("Cargador", "Магазин", "弹匣"),
    "suppressor": ("Silenciador", "Глушитель", "消音器"),
    "rear_sight": ("Alza", "Целик", "照门"),
    "other": ("Otro lugar", "Другое место", "其他位置"),
}
STANDARDS: Final[Mapping[str, Spoken]] = {
    "eu_2015_2403": ("Reglamento (UE) 2015/2403", "Регламент (ЕС) 2015/2403", "欧盟第2015/2403号条例"),
    "mosaic": ("Directrices MOSAIC", "Руководство MOSAIC", "MOSAIC指南"),
    "national": ("Norma nacional", "Национальный стандарт", "国家标准"),
}
LISTS: Final[Mapping[str, Mapping[str, Spoken]]] = {
    "firearm_type": TYPES,
    "mark_kind": MARK_KINDS,
    "mark_place": MARK_PLACES,
    "deactivation_standard": STANDARDS,
}
"""List of the reference data -> its words."""
FACTS: Final[Mapping[str, Mapping[str, Spoken]]] = {
    "ownership": OWNERSHIP,
    "custody": CUSTODY,
    "legal": LEGAL,
    "physical": PHYSICAL,
}
"""The four facts -> the words of their codes."""


def spoken(words: Mapping[str, Spoken], language: str) -> dict[str, str]:
    """Code -> its words in Spanish, Russian or Chinese."""
    return {code: word[SPOKEN.index(language)] for code, word in words.items()}
