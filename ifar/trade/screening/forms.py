"""Names that are forms of one: by how a language writes a syllable, by country, by how people are called. Data, by general knowledge. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Final

from ifar.trade.screening.sounds import sound

_ALIKE: Final = (
    # One syllable as North, South and each office write it in Latin letters.
    "lee ri yi rhee ree", "pak park bak", "choe choi", "kim gim", "jong jung chung jeong chong", "ro no noh roh", "kwon gwon", "jo cho joh", "im lim rim",
    "ryu yu yoo", "kang gang", "ko go koh", "paek baek paik", "chol chul cheol", "kyu gyu", "hyok hyuk hyeok", "yong young yeong", "song sung seong",
    "gyong kyung kyong gyeong", "sok suk seok", "sun soon", "u woo wu", "chun jun joon", "gi ki", "guk kuk kook gook", "gwang kwang", "il ihl", "mi mee",
    "nam nahm", "ok ock", "su soo", "thae tae", "won weon", "un eun", "tong dong", "pong bong", "pyong byung byong",
    # One name as West and East Africa, the Maghreb and the Levant write it.
    "mohammed md mohd muhammad muhammed mohamed mahamat mamadou mahamadou mohamadou maxamed mehmet mehmed", "abdullah abdallah abdoulaye abdulai abdoullah cabdullaahi",
    "ibrahim ibrahima brahim ebrahim", "osman othman uthman ousmane usman cismaan", "omar umar oumar cumar", "jibril djibril gibril jibrine djibrine",
    "suleiman sulaiman souleymane soliman seleman suleyman", "yaqub yacouba yakub yacoub", "ismail ismaila smail", "yusuf youssef youssouf yousif",
    "moussa musa mousa", "issa isa essa", "hamidou hamid", "gevorg kevork kework", "hakob hagop agop", "krikor grigor", "garabed karapet", "abubakar aboubacar boubacar abubakr", "gholamreza ghulamreza",
    # Names by which people are called.
    "william bill will billy", "theodore ted edward", "robert bob rob", "richard dick rick", "anthony tony antony", "michael mike mikhael", "james jim jimmy",
    "charles charlie chuck", "joseph joe", "thomas tom", "daniel dan danny", "samuel sam", "alexander alex sasha", "nicholas nick", "elizabeth liz beth",
    "benjamin ben benny", "christopher chris kit", "christian chris", "timothy tim timmy", "matthew matt", "stephen steve steven stefan", "gregory greg",
    "frederick fred freddy", "lawrence larry", "leonard len leo", "raymond ray", "ronald ron", "donald don", "kenneth ken", "gerald gerry jerry", "jeffrey jeff geoffrey",
    "patrick pat paddy", "peter pete", "philip phil", "andrew andy drew", "maximilian max", "dominic dom nick", "jonathan jon", "nathaniel nathan nate",
    "abraham abe", "isaac ike", "solomon sol", "emmanuel manny emanuel", "katherine kate kathy katie", "margaret maggie peggy", "rebecca becky", "susan sue",
    "levon leon ghevond", "stepan stepanos", "martiros mardiros", "poghos bogos", "sargis sarkis serkis", "vardan vartan", "karen garen",
    "francisco paco pancho", "jose pepe", "manuel manolo", "ignacio nacho", "johannes hans", "friedrich fritz", "dmitri dima", "vladimir vova volodymyr",
    "mikhail misha mykhailo", "ivan vanya", "nikolai kolya mykola mikalai", "prasad pd", "maria ma", "chukwuemeka emeka", "oluwaseun seun", "babatunde tunde", "adebayo bayo", "olufemi femi", "ayodele dele", "olusegun segun", "oluwatobi tobi",
    # One name in Russian, Ukrainian and Belarusian.
    "alexander aleksandr oleksandr aliaksandr alyaksandr", "alexei aleksei alexey oleksii oleksiy aliaksei", "sergei sergey serhii serhiy siarhei",
    "andrei andrey andrii andriy", "dmitri dmitry dmitrii dmytro dzmitry", "vladimir volodymyr uladzimir", "evgeny evgenii yevgeny yevhen yauhen eugene",
    "petr pyotr petro piatro", "pavel pavlo", "igor ihor ihar", "oleg oleh aleh", "vasily vasilii vasyl vasil", "grigory grigorii hryhorii ryhor",
    "konstantin kostiantyn kanstantsin", "elena yelena olena alena", "ekaterina yekaterina kateryna katsiaryna", "anna hanna ganna", "georgy georgii heorhii", "yuri yurii yuriy iurii",
    "anatoly anatolii anatol", "vyacheslav viacheslav viachaslau", "vitaly vitalii vital", "kirill kyrylo kiryl", "ilya illia",
)  # fmt: skip
_GROUPS: Final[defaultdict[str, set[int]]] = defaultdict(set)
_PATRONYMIC: Final = re.compile(
    r"(.{3,}?)(?:[iy]?[oea]vi[t]?ch|[iy]?[oea]vych|[oea]vic|[iy]?[oea]vna|[iy]vna|ich)$"
)
for _at, _group in enumerate(_ALIKE):
    for _one in _group.split():
        _GROUPS[_one].add(_at)
        _GROUPS[sound(_one)].add(_at)


@lru_cache(maxsize=100_000)
def groups(plain: str) -> frozenset[int]:
    """The names that a word is another form of; patronymics by the father's name."""
    if match := _PATRONYMIC.match(plain):
        return frozenset(
            number + 1000
            for stem in (match[1], match[1] + "i", match[1] + "y", match[1] + "a")
            for number in _GROUPS.get(sound(stem), ())
        )
    return frozenset(_GROUPS.get(plain, ())) or frozenset(_GROUPS.get(sound(plain), ()))
