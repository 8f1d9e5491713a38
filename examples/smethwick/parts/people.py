"""Invented people, and what each of them agreed to.

Given and family names are put together at random within a naming tradition, so that names are ones
people here really have. Nobody real is meant; any likeness is chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

HOW_MANY = 200
FIRST_DAY = date(2024, 11, 1)  # the day the shared record began
ALL_AGREED = "directory; connecting; taking_part"


@dataclass(frozen=True, slots=True)
class Person:
    """`agreed_on` is None exactly when `agreed` is empty. `woman` is for the story and is never written."""

    ref: str
    name: str
    postcode: str = ""
    email: str = ""
    phone: str = ""
    agreed: str = ""
    agreed_on: date | None = None
    woman: bool = False

    @property
    def seen(self) -> bool:
        """Whether they agreed to stand in the connection picture."""
        return "connecting" in self.agreed


@dataclass(frozen=True, slots=True)
class Cast:
    """One of the six people of "Look as…"."""

    ref: str
    name: str
    postcode: str
    role: str
    does: str

    @property
    def email(self) -> str:
        return f"{self.role.replace('_', '-')}@example.org"


CAST = (
    Cast("p001", "Balvinder Kaur Sahota", "B67 6BD", "hub_manager",
         "Looks after the rooms at the Dorothy Parkes Centre and sends the month's invoices."),
    Cast("p002", "Denise Campbell-Frost", "B66 4DP", "coordinator",
         "Works two days a week for all seven hubs and sees how they fit together."),
    Cast("p003", "Tomasz Wrona", "B67 6HB", "neighbour",
         "Lives nearby, comes to lunch when his shifts allow, and decides who may see his details."),
    Cast("p004", "Hodan Warsame Jama", "B66 3HT", "administrator",
         "Keeps the system running for the partnership, which gives her no right to read about people."),
    Cast("p005", "Nasreen Akhtar Mirza", "B66 3DU", "connector",
         "Welcomes new people, introduces neighbours to one another and notices who is missing."),
    Cast("p006", "Winston Oakley", "B67 6AZ", "organiser",
         "Runs the Tuesday lunch club with one other volunteer."),
)  # fmt: skip

# People whom the story names; the rest are drawn below. Yes: a woman. The script keeps this, the files do not.
NAMED = {
    "p007": ("Maureen Fellows", True),
    "p008": ("Delroy Francis", False),
    "p009": ("Dorota Mazur", True),
    "p010": ("Gurdeep Singh Johal", False),
    "p011": ("Faduma Ali Nur", True),
    "p012": ("Eileen Tranter", True),
    "p014": ("Hyacinth Palmer", True),
    "p016": ("Rashida Hussain", True),
    "p049": ("Farooq Malik", False),
    "p050": ("Urmila Mistry", True),
    "p051": ("Claudette Bailey", True),
}

# Naming tradition: how many people, women's given names, men's given names, family names.
_NAMES = (
    (20, "Amarjit Gurpreet Harjinder Jasvir Kulwinder Navdeep Paramjit Rajinder Simran Sukhvinder", "",
     "Kaur Bains|Kaur Dhaliwal|Kaur Hayer|Kaur Kang|Kaur Sandhu|Kaur Uppal"),
    (16, "", "Avtar Baljit Charanjit Gurdeep Harbhajan Jaspal Kuldip Mohinder Ranjit Satnam",
     "Singh Atwal|Singh Dosanjh|Singh Johal|Singh Purewal|Singh Tiwana"),
    (24, "Aisha Bushra Khalida Parveen Rashida Saima Shazia", "Aqeel Farooq Ikram Nadeem Tahir Waheed Zahid",
     "Ahmed|Hussain|Iqbal|Khan|Mahmood|Malik|Qureshi|Raja"),
    (14, "Farhana Jahanara Nazma Rezwana Shahida Taslima", "Abdul Mizanur Rafiqul Shamim",
     "Ali|Chowdhury|Islam|Miah|Rahman|Uddin"),
    (12, "Anita Hansa Kiran Meena Pushpa Urmila", "Bharat Jayesh Nilesh Ramesh", "Lad|Mistry|Parmar|Patel|Solanki"),
    (16, "Agnieszka Dorota Ewa Katarzyna Monika Urszula", "Bartosz Kacper Marek Paweł",
     "Duda|Kaczmarek|Mazur|Nowak|Pawlak|Wójcik"),
    (12, "Ayaan Faduma Hibo Khadija Sahra Zamzam", "Abdirahman Ismail Liban Yusuf",
     "Abdi Warfa|Ali Nur|Hassan Egal|Mohamud Isse|Omar Guled"),
    (12, "Amal Bilqis Hanan Layla Samira", "Abdullah Faisal Ibrahim Nabil Walid",
     "Al-Ahdal|Al-Maqtari|Mansour|Qasim|Saeed|Sharaf"),
    (18, "Beverley Claudette Gloria Hyacinth Marcia Sonia Yvonne", "Carlton Delroy Errol Leroy Neville",
     "Bailey|Clarke|Francis|Gordon|Morgan|Palmer|Richards|Stewart"),
    (28, "Barbara Christine Dawn Eileen Jean Karen Lesley Maureen Pauline Sheila", "Alan Clive Derek Gary Keith Roy",
     "Bayliss|Cooksey|Fellows|Hadley|Hingley|Parkes|Round|Tranter|Willetts|Yardley"),
    (10, "Cristina Elena Gabriela Ioana", "Florin Ovidiu Mihai Vasile", "Dumitru|Ionescu|Marin|Popa|Stan"),
    (8, "Rojin Shilan Zana", "Azad Dilan Hiwa", "Ahmadi|Karim|Rashid|Salih"),
    (4, "Bridie Noreen", "Declan Patrick", "Doyle|Gallagher|Keane"),
    (4, "Natalia Oksana Yuliia", "Serhii", "Bondar|Kravets|Melnyk"),
    (4, "Helen Selam", "Filmon Yonas", "Haile|Tesfay|Weldu"),
    (3, "Zarmina", "Farid Najib", "Safi|Wardak"),
    (3, "Jian Ling Wei", "", "Chen|Huang"),
)  # fmt: skip

_SOME_MORE = ("", "", "; thanks", "; thanks", "; matching", "; thanks; research")


def _names(rng: Random) -> list[tuple[str, bool]]:
    """Different (name, whether a woman's), each tradition in about the numbers given above."""
    taken = {name for name, _ in NAMED.values()}
    drawn: list[tuple[str, bool]] = []
    for count, women, men, families in _NAMES:
        given = [(g, True) for g in women.split()] + [(g, False) for g in men.split()]
        every = [(f"{g} {family}", woman) for g, woman in given for family in families.split("|")]
        every = [one for one in every if one[0] not in taken]
        drawn += rng.sample(every, min(count, len(every)))
    rng.shuffle(drawn)
    return drawn


def _agreement(rng: Random) -> str:
    """Six in ten agreed to be found and connected, a quarter only to take part, the rest to nothing."""
    drawn = rng.random()
    if drawn < 0.50:  # with those who agreed on the first days, six in ten of everybody
        return ALL_AGREED + rng.choice(_SOME_MORE)
    return "taking_part" if drawn < 0.82 else ""


def people(rng: Random, postcodes: Sequence[str], sure: int) -> list[Person]:
    """The six of the cast, then `sure` people who agreed on the first days, then everybody else."""
    made = [Person(c.ref, c.name, c.postcode, c.email, "", f"{ALL_AGREED}; thanks", FIRST_DAY) for c in CAST]
    drawn = _names(rng)
    for number in range(len(CAST) + 1, HOW_MANY + 1):
        name, woman = NAMED.get(f"p{number:03}") or drawn.pop()
        early = number <= len(CAST) + sure
        agreed = ALL_AGREED + "; thanks" if early else _agreement(rng)
        day = FIRST_DAY + timedelta(days=rng.randrange(4) if early else rng.randrange(690))
        made.append(Person(
            ref=f"p{number:03}",
            name=name,
            postcode=rng.choice(postcodes) if rng.random() < 0.75 else "",
            phone=f"07700 900{number:03}" if agreed and rng.random() < 0.2 else "",
            agreed=agreed,
            agreed_on=day if agreed else None,
            woman=woman,
        ))  # fmt: skip
    return made
