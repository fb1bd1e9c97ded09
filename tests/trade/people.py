"""Names of seven parts of the world: ordinary ones, and family names that only lists of these tests have."""

from __future__ import annotations

import random

_ORDINARY = {
    "arabic": (
        "Mohammed Ahmed Ali Hassan Hussein Ibrahim Khalid Omar Yusuf Tariq Faisal Nabil Samir Karim Bilal Hamza Walid Ziad Rami Fadi Layla Huda Salma "
        "Nadia Rania Mona Dalia Jamal Adel Mahmoud Mustafa Abdullah Abdulrahman Salem Said Majid Rashid Sami",
        "Al-Haddad Al-Masri Al-Najjar Al-Khatib Al-Shami Mansour Nasser Khoury Saleh Hamdan Awad Qasim Al-Tamimi Al-Dosari Al-Qahtani Al-Zahrani "
        "Al-Ghamdi Al-Otaibi Al-Harbi Al-Maliki Al-Rubaie Bakr Taha Farouk Shaheen Barakat Darwish Ayoub Sabbagh Hijazi Zaki Fahmy Ismail Aziz Latif",
        "Al-Barghouti Al-Sudani Al-Yasiri Al-Kaabi Al-Shammari Dabbagh Makhlouf Hourani Al-Azzawi Al-Bayati Karbouli Samarrai",
    ),
    "slavic": (
        "Ivan Alexander Sergei Dmitri Andrei Mikhail Nikolai Yuri Igor Oleg Viktor Pavel Anton Maxim Roman Konstantin Vladimir Boris Gleb Stepan Anna "
        "Elena Olga Natalia Tatiana Irina Svetlana Ekaterina Yulia Darya Vera Lyudmila Kirill Artem Denis Ruslan Timur",
        "Petrov Ivanov Smirnov Kuznetsov Popov Sokolov Lebedev Kozlov Novikov Morozov Volkov Solovyov Vasiliev Zaitsev Pavlov Semenov Golubev Vinogradov "
        "Bogdanov Vorobyov Fedorov Belyaev Tarasov Belov Komarov Orlov Kiselev Makarov Kovalenko Shevchenko Bondarenko Tkachenko Kravchenko Lysenko Melnyk",
        "Ostrevsky Zubkov Gavrilenko Chernyshev Shcherbakov Yakovlev Prokhorov Dyachenko Ryabov Zhdanov Tsvetkov Yurchenko",
    ),
    "spanish": (
        "Jose Juan Carlos Luis Antonio Francisco Manuel Pedro Miguel Jorge Fernando Ricardo Alejandro Diego Pablo Andres Javier Rafael Sergio Hector "
        "Maria Carmen Ana Lucia Isabel Rosa Sofia Valentina Camila Gabriela Paula Laura Marta Silvia Teresa Julia",
        "Garcia Martinez Rodriguez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Reyes Morales Cruz Ortiz Gutierrez "
        "Chavez Ramos Ruiz Mendoza Vargas Castillo Jimenez Moreno Romero Herrera Medina Aguilar Castro Vega Guerrero Soto Delgado",
        "Loera Zambada Izaguirre Etxeberria Quintero Arellano Urdinola Echeverri Montoya Cazarez Villarreal Escandon",
    ),
    "english": (
        "John David Michael Robert James William Thomas Peter Paul Daniel George Joseph Mark Richard Charles Edward Henry Andrew Simon Stephen Mary "
        "Patricia Linda Barbara Elizabeth Susan Jessica Sarah Karen Nancy Emma Olivia Grace Alice Helen Emily",
        "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Jackson White Harris Martin Thompson Walker Young Allen King "
        "Wright Scott Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris",
        "Harrington Blackwood Fairweather Pemberton Whitcombe Ashdown Thornbury Gallagher Macpherson Featherstone Holloway Kirkbride",
    ),
    "african": (
        "Jean Pierre Michel Philippe Alain Patrick Nicolas Laurent Olivier Amadou Moussa Ibrahima Ousmane Mamadou Cheikh Abdoulaye Seydou Boubacar "
        "Souleymane Aminata Fatoumata Mariam Marie Claire Camille Chantal Koffi Kwame Yao Kouassi Emmanuel Chinedu Olumide Babatunde Ngozi",
        "Diallo Traore Coulibaly Keita Konate Toure Diop Ndiaye Fall Sow Ba Cisse Camara Sylla Kone Ouattara Bamba Sangare Sissoko Dembele Dupont Durand "
        "Leroy Moreau Bernard Petit Fournier Mensah Okafor Adeyemi Okonkwo Nwosu Balogun Abubakar Bello",
        "Ouedraogo Sawadogo Zongo Kabore Bouchardeau Delacroix Villeneuve Nzambi Mbemba Tshibanda Kabongo Ilunga",
    ),
    "asian": (
        "Wei Ming Jun Hui Xiaoming Jianguo Guowei Yong Lei Minh Anh Hoang Linh Thanh Rajesh Amit Sunil Vijay Anil Sanjay Priya Deepak Suresh Ravi Imran "
        "Asif Naveed Hiroshi Takashi Kenji Yuki Akira Jisoo Minjun Jihoon",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Nguyen Tran Le Pham Vo Sharma Kumar Singh Gupta Patel Khan Malik Qureshi Chaudhry Akhtar Iqbal "
        "Mahmood Tanaka Sato Suzuki Yamamoto Watanabe Ito Kim Park Choi Jung Kang",
        "Ogasawara Minamoto Shirakawa Bandyopadhyay Mukherjee Siddiqui Wickramasinghe Jayawardene Ouyang Murakami Hashimoto Fujiwara",
    ),
    "turkic": (
        "Mehmet Ahmet Huseyin Hasan Osman Murat Emre Burak Deniz Ayse Fatma Emine Hatice Zeynep Elif Meryem Ozlem Giorgi Levan Nino Tamar Davit Armen "
        "Hovhannes Anahit Aram Narek Elchin Rashad Farid Leyla Aynur",
        "Yilmaz Kaya Demir Celik Sahin Yildiz Ozturk Aydin Ozdemir Arslan Dogan Kilic Cetin Kara Kurt Simsek Polat Beridze Gelashvili Hovsepyan Sargsyan "
        "Grigoryan Petrosyan Mammadov Aliyev Hasanov Guliyev Rustamov Karimov Yusupov Rahimov",
        "Karadag Buyukkaya Tekinoglu Erdemir Hacioglu Kvaratskhelia Javakhishvili Bagratuni Mkhitaryan Hakobyan Nazarbekov Turgunov",
    ),
}  # fmt: skip
PEOPLE = {culture: tuple(name.split() for name in names) for culture, names in _ORDINARY.items()}
"""Part of the world -> given names, ordinary family names, family names of the lists."""
_WHAT = [
    "Atlas",
    "Orion",
    "Delta",
    "Nordic",
    "Baltic",
    "Sahara",
    "Meridian",
    "Falcon",
    "Phoenix",
    "Summit",
    "Horizon",
    "Pioneer",
    "Crescent",
    "Golden",
    "Royal",
    "Eastern",
    "Western",
    "Pacific",
    "Alpine",
    "Zenith",
]
_DOES = [
    "Trading",
    "Shipping",
    "Logistics",
    "Defence",
    "Security",
    "Technologies",
    "Industries",
    "Holding",
    "Services",
    "International",
    "Engineering",
    "Systems",
    "Hunting",
    "Sport",
]
_FORM = ["Ltd", "LLC", "GmbH", "S.A.", "AB", "SARL", "Inc", "Co."]


def ordinary(count: int, seed: int = 1) -> list[str]:
    """So many different names of people, and of firms in every seventh case."""
    chance, result = random.Random(seed), dict[str, None]()
    cultures = list(PEOPLE.values())
    while len(result) < count:
        given, family, _listed = chance.choice(cultures)
        name = [chance.choice(given), chance.choice(family)]
        if chance.random() < 0.25:
            name.insert(1, chance.choice(given))
        firm = f"{chance.choice(_WHAT)} {chance.choice(_DOES)} {chance.choice(_FORM)}"
        result[firm if chance.random() < 0.14 else " ".join(name)] = None
    return list(result)


def listed(count: int, seed: int = 2) -> list[dict]:
    """So many entries of people with a given name, a second one and a family name."""
    chance, result = random.Random(seed), dict[str, None]()
    cultures = list(PEOPLE.values())
    while len(result) < count:
        given, _family, names = chance.choice(cultures)
        first, second = chance.sample(given, 2)
        result[f"{first} {second} {chance.choice(names)}"] = None
    return [entry(f"X{number}", name) for number, name in enumerate(result)]


def entry(ref: str, *names: str, kind: str = "person", how: str = "good", **said) -> dict:
    """An entry of a list."""
    called = [{"name": name, "as": how if at else "primary"} for at, name in enumerate(names)]
    return {
        "ref": ref,
        "kind": kind,
        "names": called,
        "born": [],
        "states": [],
        "numbers": [],
        "listed_on": "",
        "note": "",
        **said,
    }
