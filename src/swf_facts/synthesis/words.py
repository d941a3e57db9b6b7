"""The words from which names and free text are made. Places, people, companies and funds are invented; countries are not."""

from __future__ import annotations

__all__ = [
    "AIMS",
    "AIM_OBJECTS",
    "AIM_QUALITIES",
    "COMPANY_STEMS",
    "COMPANY_TRADES",
    "COUNTRIES",
    "FUND_KINDS",
    "MOODS",
    "MOTTOES",
    "MOTTO_ENDS",
    "PAPERS",
    "PAPER_TIMES",
    "PEOPLE",
    "PLACES",
    "QUESTIONS",
    "SECTORS",
    "TRAITS",
]

PLACES = (
    "Aldgate Ambervale Arvenholm Ashmere Baltmoor Belcastro Bexhaven Brannock Briarton Calderwick Castelmar Cindervale "
    "Corbray Dalkarra Dunmarrow Eastmere Elvenport Fairholt Farrowgate Fenwick Galdhaven Glenmarch Grimsholm Halvorsund "
    "Harrowmont Helmsby Highmere Ironvale Jarrowby Kastelnik Keldermoor Kingsarrow Korvastad Larkhaven Lindmar Lorvenia "
    "Maristow Marlhaven Merrowdale Montclara Morvane Netherby Norvik Oakmarsh Oldenreach Ostermark Pellworth Pinehaven "
    "Porthallow Quellmar Quenby Ravensund Redmoor Rothmere Saltholm Sandvarra Selwick Silverstrand Southmarch Stavermoor "
    "Stonehallow Strandwick Tarnmouth Thornmere Tolvanger Ulverby Umbermoor Valdoria Varnholt Vestermark Wexmoor "
    "Whitestrand Windhallow Wolverdale Yarrowby Yelmar Zandermere Zelvanna"
).split()

FUND_KINDS = (
    ("Reserve Fund", "reserve fund"), ("Heritage Fund", "heritage fund"), ("Future Fund", "future fund"),
    ("Stabilization Fund", "stabilization fund"), ("Pension Reserve", "pension reserve"), ("Savings Trust", "savings trust"),
    ("Endowment", "endowment"), ("Investment Authority", "investment authority"), ("Infrastructure Fund", "infrastructure fund"),
    ("Generations Fund", "generations fund"), ("Wealth Corporation", "wealth corporation"), ("Oil Fund", "oil fund"),
)  # fmt: skip

# Given names and family names by script, each with its form in an id. Any given name goes with any family name beside it.
PEOPLE = (
    (" ", "Ingrid:ingrid Sørine:sorine Håkon:hakon Åsa:asa Björn:bjorn Matilde:matilde Elif:elif José:jose Zoë:zoe Noël:noel Renée:renee Łukasz:lukasz Dvořan:dvoran Chloé:chloe Ragnar:ragnar Signe:signe Amara:amara Kofi:kofi Leila:leila Tomás:tomas",
          "Sørdal:sordal Wójcik:wojcik Peña:pena Lindqvist:lindqvist O’Halloran:ohalloran Müllner:mullner Grønvik:gronvik Çelikel:celikel Fernández:fernandez Kowalczyk:kowalczyk Abernathy:abernathy Okonjo:okonjo D’Arcy:darcy Håland:haland Škoda-Vrba:skoda-vrba Østerby:osterby Varga:varga Mensah:mensah Thibault:thibault Ruíz:ruiz"),
    (" ", "Νίκος:nikos Ελένη:eleni Γιώργος:giorgos Σοφία:sofia Μάρκος:markos", "Οικονόμου:oikonomou Παππά:pappa Βλάχου:vlachou Ράλλη:ralli"),
    (" ", "Анна:anna Олена:olena Тарас:taras Ирина:irina Борис:boris", "Шевченко:shevchenko Бондаренко:bondarenko Савченко:savchenko Черных:chernykh"),
    ("", "王:wang 李:li 張:zhang 陳:chen 林:lin", "明華:minghua 建國:jianguo 麗:li-hua 志強:zhiqiang 雨桐:yutong"),
    (" ", "山田:yamada 佐藤:sato 鈴木:suzuki 高橋:takahashi", "花子:hanako 太郎:taro 健:ken さくら:sakura"),
    (" ", "김:kim 박:park 이:yi 최:choi", "민준:minjun 서연:seoyeon 지우:jiwoo 하늘:haneul"),
    (" ", "مريم:maryam يوسف:yusuf ليلى:layla سالم:salem", "العلي:alali الهاشمي:alhashimi حداد:haddad النجار:alnajjar"),
    (" ", "רות:rut דוד:david נעמי:naomi", "כהן:cohen לוי:levi שפירא:shapira"),
    (" ", "अनन्या:ananya रोहन:rohan प्रिया:priya", "शर्मा:sharma वर्मा:varma जोशी:joshi"),
)  # fmt: skip

COMPANY_STEMS = (
    "Arvenlo Bexant Calydra Dorvane Elmotra Fenaris Galvora Hexaline Iridor Jovantis Kelvaro Lumeth Maristel Novaquay Orbelis "
    "Pentavo Quorane Rivelta Solvane Tarquent Umbrix Valmora Wexelo Xandor Ysmere Zentora"
).split()
COMPANY_TRADES = (
    "Airports Batteries Biologics Cables Ferries Foundries Glass Grain Grids Harbours Hospitals Instruments Lithography Motors "
    "Optics Pipelines Ports Railways Robotics Semiconductors Shipyards Steel Telecom Textiles Towers Turbines Water"
).split()

COUNTRIES = tuple(
    tuple(item.split(":"))
    for item in (
        "JP:Japan NO:Norway BR:Brazil KE:Kenya CA:Canada IN:India FR:France DE:Germany IT:Italy ES:Spain PT:Portugal SE:Sweden "
        "FI:Finland DK:Denmark NL:Netherlands BE:Belgium CH:Switzerland AT:Austria PL:Poland CZ:Czechia GR:Greece TR:Türkiye "
        "EG:Egypt MA:Morocco GH:Ghana NG:Nigeria ZA:South_Africa MX:Mexico CL:Chile PE:Peru CO:Colombia AR:Argentina AU:Australia "
        "NZ:New_Zealand SG:Singapore MY:Malaysia ID:Indonesia TH:Thailand VN:Vietnam PH:Philippines KR:South_Korea QA:Qatar "
        "KW:Kuwait OM:Oman KZ:Kazakhstan IE:Ireland IS:Iceland UY:Uruguay CI:Côte_d’Ivoire"
    ).split()
)
SECTORS = (
    "battery storage", "offshore wind", "satellite imaging", "vaccine research", "deep-sea cables", "high-speed rail",
    "container terminals", "student housing", "timberland", "toll roads", "data centres", "lithium refining", "green hydrogen",
    "cancer diagnostics", "quantum sensors", "desalination plants", "fertilizer plants", "warehouse automation", "cheese exports",
    "airport lounges", "water treatment", "geothermal heat", "cloud security", "precision farming", "office towers",
    "private credit", "hospital chains", "drone logistics", "rare earths", "fibre networks", "space launch", "film studios",
    "copper mining", "electric ferries", "carbon capture", "chip packaging",
)  # fmt: skip
PAPER_TIMES = (
    "Daily",
    "Evening",
    "Morning",
    "Sunday",
    "Weekly",
    "National",
    "Coastal",
    "Northern",
    "Southern",
    "Royal",
    "Free",
    "Independent",
)
PAPERS = (
    "Advocate Argus Bulletin Chronicle Courier Dispatch Echo Examiner Gazette Herald Inquirer Journal Ledger Mercury Monitor "
    "Observer Post Recorder Register Sentinel Standard Telegraph Tribune Witness"
).split()

AIMS = (
    "broadening", "deepening", "steadying", "widening", "simplifying", "guarding", "spreading", "renewing", "anchoring",
    "opening", "protecting", "pooling", "sharpening", "rebuilding", "securing", "modernizing",
)  # fmt: skip
AIM_QUALITIES = (
    "patient", "long-term", "cross-border", "low-cost", "home-grown", "well-regulated", "shared", "public", "regional", "transparent",
    "carbon-free", "everyday", "intergenerational", "evenly spread", "rules-based", "independent",
)  # fmt: skip
AIM_OBJECTS = (
    "access to capital", "ownership of grids", "funding for schools", "income for retirees", "research partnerships", "export credit",
    "housing finance", "food supply", "port capacity", "savings habits", "budget discipline", "science parks", "energy security",
    "mineral supply", "digital payments", "coastal defences", "pension cover", "trade corridors",
)  # fmt: skip
TRAITS = (
    "cautious", "patient", "outward-looking", "well run", "thinly staffed", "slow to act", "quick to adapt", "hard to read",
    "unusually open", "fiercely independent", "remarkably steady", "overly secretive", "lightly regulated", "deeply conservative",
    "a model of restraint", "a bellwether for the region", "a quiet giant", "an anchor for local markets", "a student of history",
    "a house without walls",
)  # fmt: skip
MOODS = (
    "a bright morning", "a long evening", "a rainy afternoon", "a windless night", "a crowded press room", "a nearly empty hall",
    "a ferry across the bay", "a cold harbour", "an old railway station", "a busy trading floor", "a quiet library",
    "a garden full of roses", "a lighthouse in the fog", "a market before dawn", "a bridge under repair", "a choir at rehearsal",
    "a library after hours", "a workshop full of clocks", "an orchard in bloom", "a map with fresh ink", "a chess club at noon",
    "a tide that turns slowly", "a kitchen before a feast", "a school on the first day", "a theatre between acts",
)  # fmt: skip
MOTTOES = (
    "未来", "共同の富", "世代を超えて", "财富", "共同繁荣", "미래", "함께", "ثروة", "أجيال", "дети", "завтра", "море и земля",
    "μέλλον", "πλούτος", "भविष्य", "समृद्धि", "עתיד", "ความมั่งคั่ง", "Zukunft für Kinder", "l’avenir à tous", "mañana", "þjóðin öll",
    "köprü", "přístav", "wspólne dobro", "viața", "tương lai", "framtida",
)  # fmt: skip
MOTTO_ENDS = (
    "🌱",
    "⚓",
    "🕊️",
    "👩‍🚀",
    "👨‍👩‍👧‍👦",
    "🏗️",
    "🤝🏽",
    "🌍",
    "🧭",
    "🏔️",
    "❤️‍🔥",
    "🚢",
    "🪙",
    "🧑🏽‍🌾",
    "⭐",
    "🌾",
)
QUESTIONS = tuple(
    f"{who} {does} {what} of"
    for who in ("who", "which committee", "whose signature", "what law", "which auditor", "how many voices")
    for does in ("checks", "guards", "opens", "closes", "weighs", "settles", "explains", "carries")
    for what in (
        "the accounts",
        "the keys",
        "the lending desk",
        "the losses",
        "the quieter holdings",
        "the annual letter",
        "the risk limits",
    )
)
