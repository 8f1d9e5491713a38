"""Invented services: what is on in the seven buildings, and a few that come to you or answer by telephone.

One row: ref, service, run by, place, days, needs, access, languages, kind of asset, price, what it is. Checked on the
day the story ends, to be checked again half a year later; two are overdue, as somewhere always is.
"""

from datetime import date

COLUMNS = (
    "ref", "service", "run by", "place", "days", "needs", "access", "languages", "asset", "price", "about",
    "checked on", "check by",
)  # fmt: skip
CHECKED, AGAIN = date(2026, 10, 31), date(2027, 4, 30)
OVERDUE = {"s-ukes": (date(2025, 3, 3), date(2025, 9, 3)), "s-tenants": (date(2025, 4, 7), date(2025, 10, 7))}
ALL_IN = "step-free; accessible toilet"
HALL = "step-free; accessible toilet; hearing loop; Blue Badge parking"
EN, EN_PA = "English", "English; Panjabi"
MANY = "English; Panjabi; Urdu; Arabic; Polish; Somali; Bengali; Romanian"
FREE = "Free"

_ROWS = (
    ("s-tuesday-table", "Tuesday Table lunch", "tuesday-table", "dorothy-parkes-hall", "Tue 12:00-14:00",
     "food; company", HALL, EN_PA, "association", FREE,
     "A hot lunch together. Come as you are; somebody will sit with you."),
    ("s-brass-ladle", "Brass Ladle kitchen", "brass-ladle", "brasshouse-hall", "Tue 17:30-19:00; Thu 17:30-19:00",
     "food; company", ALL_IN, EN_PA, "association", FREE, "A vegetarian meal for anybody who comes in."),
    ("s-canal-lunch", "Canalside lunch club", "foundry-row", "brasshouse-hall", "Tue 11:30-13:30", "food; company",
     HALL, "English; Panjabi; Urdu", "association", FREE, "Soup, bread and a table by the window."),
    ("s-sunday-plate", "Sunday Plate", "sunday-plate", "st-marys-hall", "Sun 12:30-14:30",
     "food; company", ALL_IN, EN,
     "association", "£2, or nothing if you have nothing", "A roast, and pudding after it."),
    ("s-full-shelf", "Food parcels", "full-shelf", "st-albans-meeting", "Mon 10:00-12:00; Fri 13:00-15:00", "food",
     "step-free", MANY, "exchange", FREE, "Food for this week, with no questions asked."),
    ("s-recipe-swap", "Recipe swap", "recipe-swap", "dorothy-parkes-hall", "Sun 15:00-17:00", "food; company", HALL,
     EN, "culture", FREE, "Bring a recipe, take one home."),
    ("s-warm-corner", "Warm Corner", "warm-corner", "holy-trinity-hall", "Mon 11:00-15:00", "warmth; company",
     "step-free; quiet", EN, "place", FREE, "A warm room, hot drinks and a plug for your telephone."),
    ("s-library-warm", "A warm seat and a book", "readers-yard", "thimblemill-room",
     "Mon 10:00-17:00; Sat 10:00-13:00",
     "warmth", "step-free; accessible toilet; quiet; large print", EN, "place", FREE, "Read, or only sit."),
    ("s-tea-talk", "Tea and Talk English", "tea-talk", "thimblemill-room", "Wed 10:00-11:30", "english; company",
     ALL_IN, MANY, "association", FREE, "Practise English over tea. Any level."),
    ("s-esol", "English class for beginners", "towpath", "brasshouse-hall", "Mon 09:30-11:30; Wed 09:30-11:30",
     "english; work", HALL, EN_PA, "institution", FREE, "A class with a teacher, from the very beginning."),
    ("s-esol-evening", "Evening English class", "towpath", "holy-trinity-hall", "Thu 18:00-20:00", "english; work",
     "step-free", EN, "institution", FREE, "For those who work in the day."),
    ("s-advice", "Money and forms", "plain-words", "st-albans-meeting", "Wed 10:00-13:00",
     "money; rights", ALL_IN, MANY,
     "institution", FREE, "Sit down with somebody who knows the forms. Bring your letters."),
    ("s-advice-phone", "Advice by telephone", "plain-words", "", "Tue 10:00-12:00; Thu 14:00-16:00", "money; rights",
     "", MANY, "institution", FREE, "Ring and say which language you would like."),
    ("s-advocacy", "Somebody beside you", "stand-beside", "", "Mon 09:00-17:00; Thu 09:00-17:00", "rights", "", EN,
     "institution", FREE, "Somebody to come with you to a meeting that matters."),
    ("s-welcome", "Open Suitcase welcome morning", "open-suitcase", "st-marys-hall", "Thu 10:00-12:30",
     "rights; company; english", ALL_IN, "English; Arabic; Farsi; Tigrinya; Kurdish", "association", FREE,
     "For people who have come here to be safe."),
    ("s-needle-chai", "Needle and Chai", "needle-chai", "holy-trinity-hall", "Wed 13:00-15:00",
     "company; work", ALL_IN,
     "English; Panjabi; Urdu; Hindi", "gift", "50p for tea", "Sewing and talking, for women."),
    ("s-marigold", "Marigold women's morning", "marigold-women", "st-albans-hall", "Mon 09:30-11:00",
     "company; wellbeing", "step-free; baby changing", "English; Panjabi; Bengali", "association", FREE,
     "A morning for women, with a corner for small children."),
    ("s-knit-natter", "Knit and Natter", "knit-natter", "dorothy-parkes-studio", "Thu 14:00-16:00",
     "company", HALL, EN,
     "gift", FREE, "Spare needles and wool are there."),
    ("s-memory-lane", "Memory Lane", "memory-lane", "dorothy-parkes-studio", "Tue 14:15-15:45", "care; company",
     f"{HALL}; quiet", EN, "association", FREE, "For people whose memory is failing, and whoever cares for them."),
    ("s-quiet-hours", "Two quiet hours", "two-quiet-hours", "thimblemill-room", "Tue 13:30-15:30", "care; wellbeing",
     f"{ALL_IN}; quiet", EN, "association", FREE, "Time off for people who care for somebody."),
    ("s-shed", "Lathe and Kettle shed", "lathe-kettle", "brasshouse-hall", "Thu 13:00-16:00", "company; wellbeing",
     "step-free", EN_PA, "gift", "£1 if you can", "Mend, make and talk."),
    ("s-toddlers", "Puddle Boots", "puddle-boots", "st-albans-hall", "Tue 09:30-11:00", "family",
     f"{ALL_IN}; baby changing", EN, "association", "£1.50 a family", "Stay and play for under-fives."),
    ("s-toys", "Little Wheels toy library", "little-wheels", "thimblemill-room", "Wed 14:00-15:30", "family",
     f"{ALL_IN}; baby changing", "English; Polish; Romanian", "exchange", FREE, "Borrow a toy for two weeks."),
    ("s-parents", "Parents' morning", "rowan-family", "st-albans-meeting", "Thu 09:30-11:30", "family; wellbeing",
     f"{ALL_IN}; baby changing", "English; Panjabi; Urdu", "institution",
     FREE, "Somebody to ask, and children looked after."),
    ("s-boxing", "Little Anvil boxing", "anvil-boxing", "brasshouse-hall", "Fri 17:30-19:00",
     "health; family", "step-free",
     EN, "association", "£2", "For eleven to seventeen; come with a grown-up the first time."),
    ("s-loft", "Loft Nights", "loft-nights", "st-albans-hall", "Fri 18:30-20:30", "family; company", "step-free", EN,
     "association", FREE, "Music, games and homework help for teenagers."),
    ("s-choir", "Seven Notes choir", "seven-notes", "dorothy-parkes-studio", "Mon 19:00-20:30", "company; wellbeing",
     HALL, EN, "culture", "£3, or free if you ask", "No audition, no sheet music."),
    ("s-ukes", "Ukulele evening", "copper-ukes", "lightwoods-room", "Wed 19:00-21:00", "company", "",
     EN, "culture", "£1",
     "There are instruments to lend."),
    ("s-photo", "Slow Shutter", "slow-shutter", "thimblemill-room", "Sun 10:00-12:00", "company", ALL_IN,
     EN, "culture", FREE,
     "Walk, take pictures, look at them together."),
    ("s-history", "Lock Keepers' evening", "lock-keepers", "thimblemill-room", "Wed 19:00-20:30", "company",
     f"{ALL_IN}; hearing loop", EN, "culture", FREE, "Stories of the canal and those who worked on it."),
    ("s-walk", "Lamplight walk", "lamplight-walkers", "brasshouse", "Thu 10:30-12:00", "health; company",
     "step-free", EN,
     "association", FREE, "A walk together, at the pace of the slowest."),
    ("s-towpath", "Towpath steps", "towpath-steps", "brasshouse", "Sat 10:00-11:30", "health; company", "step-free",
     EN_PA, "association", FREE, "A flat walk along the canal."),
    ("s-tai-chi", "Tai chi in the garden", "kite-hill", "lightwoods-room", "Sun 09:30-10:30",
     "health; wellbeing", ALL_IN,
     EN, "association", "£3", "Standing or sitting."),
    ("s-chair", "Chair yoga", "park-gate", "lightwoods-room", "Fri 11:00-12:00", "health", f"{ALL_IN}; hearing loop",
     EN_PA, "association", FREE, "Gentle exercise on a chair."),
    ("s-grow", "Growing morning", "hollyhock", "brasshouse-beds", "Sat 10:00-13:00", "food; health",
     "step-free", EN_PA,
     "place", FREE, "Raised beds, tools and seeds. Take some vegetables home."),
    ("s-windowsill", "Windowsill growers", "windowsill", "lightwoods-room", "Sat 14:00-16:00",
     "food; company", ALL_IN,
     EN, "gift", FREE, "Herbs and salad in small pots."),
    ("s-repair", "Repair café", "repair-saturday", "st-marys-hall", "Sat 10:00-13:00", "money; company", "step-free",
     EN, "gift", FREE, "Bring what is broken, and mend it with somebody who can."),
    ("s-timebank", "Time bank desk", "hour-for-hour", "thimblemill-room", "Fri 10:00-12:00", "company", ALL_IN, EN,
     "exchange", FREE, "Give an hour, get an hour."),
    ("s-bus", "Hop Aboard minibus", "hop-aboard", "", "Mon 08:30-17:00; Tue 08:30-17:00; Fri 08:30-17:00",
     "getting_about", "step-free", EN_PA, "institution", "£3 a journey",
     "A minibus with a lift, from your own door."),
    ("s-diya", "Diya Hall elders' morning", "diya-elders", "st-albans-hall", "Fri 10:30-12:30", "company; food",
     f"{ALL_IN}; hearing loop", "Panjabi; Hindi; Gujarati; English", "association",
     FREE, "Tea, cards, news and a snack."),
    ("s-tenants", "Tenants' hour", "tower-terrace", "holy-trinity-hall", "Tue 18:30-20:00", "home; rights",
     "step-free",
     "English; Somali; Arabic", "association", FREE, "Repairs, rents and letters from the landlord."),
    ("s-after-hospital", "Settling back home", "bridge-links", "midland-met", "Mon 09:00-16:00; Wed 09:00-16:00",
     "health; care", HALL, MANY, "institution", FREE, "Help with the first weeks after hospital."),
)  # fmt: skip


def rows() -> list[tuple[str, ...]]:
    """The rows of services.csv."""
    found = []
    for ref, title, by, place, days, needs, access, languages, asset, price, about in _ROWS:
        checked, again = OVERDUE.get(ref, (CHECKED, AGAIN))
        found.append((ref, title, by, place, days, needs, access, languages, asset, price, about,
                      checked.isoformat(), again.isoformat()))  # fmt: skip
    return found
