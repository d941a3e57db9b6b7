"""The sentences of synthetic articles: what they say is written beside them, by hand, and not read out of them."""

from __future__ import annotations

from swf_facts.synthesis.markup import Block, Claim, Passage, bullet, prose, sentence

__all__ = ["BLOCKS", "CLOSINGS", "FOOTERS", "HEADINGS", "OPENINGS", "SECTIONS"]

SECTIONS = ("money", "portfolio", "people", "outlook", "voices", "markets")

_TITLE_REASON = "Title; recorded with the article."
_DATELINE = Passage(
    text="{dateline}", kind="dateline", gap="\n\n", treatment="boilerplate",
    reason="Date of publication; recorded with the article.",
)  # fmt: skip


def _title(text: str, *, facts: bool = True) -> Passage:
    treatment = {"treatment": "facts"} if facts else {"treatment": "boilerplate", "reason": _TITLE_REASON}
    return Passage(text=f"<title|{text}>", kind="title", gap="", **treatment)


_BYLINE = Passage(
    text="By {author}",
    kind="boilerplate",
    gap="\n",
    treatment="boilerplate",
    reason="Author; recorded with the article.",
)
_HEADLINE = {"flags": "headline_only", "note": "Only the title says so."}
_INFERRED = {
    "unit_basis": "inferred",
    "note": "No currency is printed; the shares are quoted in dollars only.",
}

_COMMON = prose(
    "It is the kind of news that is read in the capital and on the coast with the same care, and by the few who are paid for it."
)


OPENINGS = (
    Block(
        theme="opening", section="opening",
        passages=(
            _title("<t|{fund} Names {chair} to Lead Its Board>"), _DATELINE, _BYLINE,
            sentence("<a|{fund2} has <p|chosen> {chair2} to chair its board>, ending months of waiting in {mood}.", gap="\n\n"),
            _COMMON,
        ),
        claims=(Claim(property="appoints", subject="fund2", value="chair2", statements=("a", "t")),),
    ),
    Block(
        theme="opening", section="opening",
        passages=(
            _title("🚀 <t|{fund} Builds a <v|Billion+> <p|War Chest>>"), _DATELINE,
            sentence("<a|{fund2}, <p2|led by> {chair}>, has drawn attention far beyond {mood}.", gap="\n\n"),
            _COMMON,
        ),
        claims=(
            Claim(
                property="war-chest", subject="fund", value="v", statements=("t",),
                cells={"value_number": "1000000000", "comparator": "ge", "lower": "1000000000", "unit_basis": "absent", **_HEADLINE},
            ),
            Claim(property="chair-of", subject="chair", value="fund2", wording="p2",
                  cells={"flags": "presupposed", "note": "Taken for granted by the aside."}),
        ),
    ),
    Block(
        theme="opening", section="opening",
        passages=(
            _title("What to Know About {fund}", facts=False), _DATELINE, _BYLINE,
            sentence("<a|{chair}, <p|chair of> {fund2}>, spoke to reporters after {mood}.", gap="\n\n"),
            _COMMON,
        ),
        claims=(Claim(property="chair-of", subject="chair", value="fund2",
                      cells={"flags": "presupposed", "note": "Taken for granted by the aside."}),),
    ),
    Block(
        theme="opening", section="untitled",
        passages=(Passage(text="<a|{fund}, <p|chaired by> {chair}>, made news again after {mood}.", kind="sentence", gap=""), _COMMON),
        claims=(Claim(property="chair-of", subject="chair", value="fund",
                      cells={"flags": "presupposed", "note": "Taken for granted by the aside."}),),
    ),
)  # fmt: skip

_ORIGIN = Block(
    theme="origin", section="opening", needs="origin",
    passages=(sentence("<a|The plans of {fund} were <p|first reported by> {origin}>, whose account this article follows."),),
    claims=(Claim(property="reported-by", subject="fund", value="origin"),),
)  # fmt: skip
_ORIGIN_CHAIN = Block(
    theme="origin", section="opening", needs="origin",
    passages=(sentence("<a|{fund} has <p|discussed a takeover of> {company}, according to {insiders} cited by {origin}>."),),
    claims=(Claim(property="considers-bid-for", subject="fund", value="company", sources=("origin", "insiders")),),
)  # fmt: skip

HEADINGS = {
    "money": ("💰 Where the Money Comes From", "What the Books Say", "📊 The Sums Behind {fund}"),
    "portfolio": ("🏗️ What {fund} Owns", "Inside the Portfolio", "🌍 A Map of Holdings"),
    "people": ("👩‍💼 Who Runs the House", "The People Around {chair}", "🤝🏽 Friends and Rivals"),
    "outlook": ("🔭 What Comes Next", "The Road Ahead for {fund}", "🧭 Plans and Deadlines"),
    "voices": ("🗣️ What Others Say", "Praise and Doubt", "⚖️ Voices From Outside"),
    "markets": ("📈 Meanwhile in the Markets", "How Traders See It", "🏦 Prices and Spreads"),
}

BLOCKS: tuple[Block, ...] = (
    _ORIGIN,
    _ORIGIN_CHAIN,
    # --- money --------------------------------------------------------------------------------------
    Block(theme="assets", section="money",
          passages=(sentence("<a|{fund} <p|oversees> {money} as of {date}, according to {dataset}>, which counts listed and unlisted holdings alike."),),
          claims=(Claim(property="assets-held", subject="fund", value="money", as_of=("date",), sources=("dataset",)),)),
    Block(theme="assets", section="money",
          passages=(sentence("After years of saving, <a|{fund} <p|looks after> {money}>, more than its founders dreamt of during {mood}."),),
          claims=(Claim(property="assets-held", subject="fund", value="money"),)),
    Block(theme="assets", section="money",
          passages=(sentence("<a|On {date}, {fund} <p|held assets worth> {money}, the {dataset} shows>."),),
          claims=(Claim(property="assets-held", subject="fund", value="money", as_of=("date",), sources=("dataset",)),)),
    Block(theme="cash", section="money",
          passages=(sentence("The books were closed on {date}."),
                    sentence("<a|That evening {fund} <p|kept in cash> {money}>, spread over banks in {country}.")),
          claims=(Claim(property="cash-held", subject="fund", value="money", as_of=("date",),
                        cells={"as_of_basis": "inferred", "note": "The day is that of the sentence before."}),)),
    Block(theme="cash", section="money", needs="dateline",
          passages=(sentence("As of {day}, <a|{fund} <p|had in liquid form> {money}>, enough for {mood}."),),
          claims=(Claim(property="cash-held", subject="fund", value="money", as_of=("day", "dateline"),
                        cells={"as_of_basis": "inferred", "note": "The year is taken from the dateline."}),)),
    Block(theme="return", section="money",
          passages=(sentence("<a|Over the past <x|12> months, {fund} <p|earned> {percent}>, helped by {sector}."),),
          claims=(Claim(property="annual-return", subject="fund", value="percent"),),
          exclusions=(("x", "A time window, part of the property."),)),
    Block(theme="return", section="money",
          passages=(sentence("<a|The portfolio of {fund} <p|yielded> {percent}, according to {agency}>, a result that pleased {chair}."),),
          claims=(Claim(property="annual-return", subject="fund", value="percent", sources=("agency",)),)),
    *(
        Block(theme="change", section="money",
              passages=(sentence(f"<a|The value of {{fund}} <p|{words} by> {{rate}}> in the quarter, a period that felt like {{mood}}."),),
              claims=(Claim(property="value-change", subject="fund", value="rate", cells={"direction": direction}),))
        for words, direction in (("rose", "increase"), ("climbed", "increase"), ("fell", "decrease"), ("slid", "decrease"), ("shifted", "unspecified"))
    ),
    Block(theme="costs", section="money",
          passages=(sentence("<a|Administration at {fund} <p|consumed> {money}>, a bill that {chair} defended."),),
          claims=(Claim(property="running-costs", subject="fund", value="money"),)),
    Block(theme="costs", section="money",
          passages=(sentence("<a|To run itself, {fund} <p|spends> {money}>, rent included."),),
          claims=(Claim(property="running-costs", subject="fund", value="money"),)),
    Block(theme="payout", section="money",
          passages=(sentence("<a|{fund} <p|transferred to the treasury> {money}> after {mood}."),),
          claims=(Claim(property="payout", subject="fund", value="money"),)),
    Block(theme="payout", section="money",
          passages=(sentence("<a|{fund} <m|will> <p|hand to the state> {money}>, a promise made during {mood}."),),
          claims=(Claim(property="payout", subject="fund", value="money", cue="m", cells={"modality": "forecast"}),)),
    Block(theme="valuation", section="money",
          passages=(sentence("<a|{fund} was <p|last valued at> <v|formatNumber({digits}, <x|2>)>, the page of the {dataset} reads>."),),
          claims=(Claim(property="valued-at", subject="fund", value="v", number="digits", sources=("dataset",),
                        cells={"unit_basis": "inferred", "flags": "template_artifact", "note": "The number is the first argument of a leaked template; the page counts in dollars."}),),
          exclusions=(("x", "The second argument of the leaked template call, which sets the number of decimals."),)),
    Block(theme="valuation", section="money",
          passages=(sentence("<a|Outsiders <p|put a price on> {fund} of {money}>, though the vault is as silent as {mood}."),),
          claims=(Claim(property="valued-at", subject="fund", value="money"),)),
    Block(theme="staff", section="people",
          passages=(sentence("<a|{fund} <p|employs> {count} people>, most of them far from {country}."),),
          claims=(Claim(property="employees", subject="fund", value="count"),)),
    Block(theme="staff", section="people",
          passages=(sentence("<a|{company} <p|has on its payroll> {words} engineers>, among them {person}, a veteran of {mood}."),),
          claims=(Claim(property="employees", subject="company", value="words"),)),
    Block(theme="offices", section="people",
          passages=(sentence("<a|{fund} <p|maintains> {words} offices>, each as calm as {mood}."),),
          claims=(Claim(property="offices", subject="fund", value="words"),)),
    # A figure was taken for a plain count at first; the row was corrected and the old one stays.
    Block(theme="offices", section="people",
          passages=(sentence("<a|<b|{company} <p|operates from> {words} sites> in {country}>, and {person} knows them all."),),
          claims=(
              Claim(property="offices", subject="company", value="words", statements=("b",),
                    cells={"status": "superseded", "superseded_by": "1", "status_reason": "The statement left out the country."}),
              Claim(property="offices", subject="company", value="words"),
          )),
    # --- portfolio ----------------------------------------------------------------------------------
    Block(theme="stake", section="portfolio",
          passages=(sentence("<a|{fund} <p1|paid> {money} <p2|for a stake> of {percent} in {company}, {agency} reported>."),),
          claims=(
              Claim(property="acquisition-price", subject="fund", value="money", wording="p1", sources=("agency",)),
              Claim(property="stake-share", subject="fund", value="percent", wording="p2", sources=("agency",)),
          )),
    Block(theme="stake", section="portfolio",
          passages=(sentence("<a|{fund} <p1|is a shareholder of> {company}, with {percent} <p2|of the capital>>, as its register has it."),),
          claims=(
              Claim(property="owner-of", subject="fund", value="company", wording="p1"),
              Claim(property="stake-share", subject="fund", value="percent", wording="p2"),
          )),
    Block(theme="votes", section="portfolio",
          passages=(sentence("<a|At {company2}, {fund} <p|casts> {percent} of the votes>, which made the meeting feel like {mood}."),),
          claims=(Claim(property="vote-share", subject="fund", value="percent"),)),
    Block(theme="sectors", section="portfolio",
          passages=(sentence("<h|{fund} <p|puts its money into>>:"), bullet("<b1|🌱 {sector}>"), bullet("<b2|⚙️ {sector2} and {sector3}>"), bullet("<b3|🛰️ {sector4}>")),
          claims=tuple(
              Claim(property="invests-in", subject="fund", value=value, statements=("h", span))
              for value, span in (("sector", "b1"), ("sector2", "b2"), ("sector3", "b2"), ("sector4", "b3"))
          )),
    Block(theme="sectors", section="portfolio",
          passages=(sentence("<a|{fund} <p|has bought into> {sector} and {sector2}>, fields that {person} watches."),),
          claims=tuple(Claim(property="invests-in", subject="fund", value=value) for value in ("sector", "sector2"))),
    Block(theme="countries", section="portfolio",
          passages=(sentence("<h|{fund} <p|is invested across>>:"), bullet("<b1|{flag} + {flag2}>"), bullet("<b2|{flag3} roads, ports and schools>")),
          claims=tuple(
              Claim(property="invests-in", subject="fund", value=value, statements=("h", span))
              for value, span in (("flag", "b1"), ("flag2", "b1"), ("flag3", "b2"))
          )),
    Block(theme="countries", section="portfolio",
          passages=(sentence("<a|{fund} <p|owns land in> {country} and {country2}>, bought after {mood}."),),
          claims=tuple(Claim(property="invests-in", subject="fund", value=value) for value in ("country", "country2"))),
    Block(theme="backing", section="portfolio",
          passages=(sentence("<a|{fund} <p|is backing> {sector5} and {sector6} in {country3}>, a pairing as odd as {mood}."),),
          claims=(
              Claim(property="plans-for", subject="fund", value="sector5", cells={"flags": "scope_uncertain", "note": "Whether the country also governs this field is open."}),
              Claim(property="plans-for", subject="fund", value="sector6"),
          )),
    Block(theme="lending", section="portfolio",
          passages=(sentence("<a|{fund} does <n|not> <p|lend to> {company3}, its treasurer {person} said>."),),
          claims=(Claim(property="lends-to", subject="fund", value="company3", sources=("person",), cells={"polarity": "negative"}),)),
    Block(theme="lending", section="portfolio",
          passages=(sentence("<a|{fund} <p|extends credit to> {company3}>, a habit from {mood}."),),
          claims=(Claim(property="lends-to", subject="fund", value="company3",
                        cells={"status": "withdrawn", "status_reason": "The credit is one of a bank with the same owner."}),)),
    Block(theme="exit", section="portfolio",
          passages=(sentence("<a|{fund} has <n|never> <p|touched> {sector7}, according to {analysts}>."),),
          claims=(Claim(property="invests-in", subject="fund", value="sector7", sources=("analysts",), cells={"polarity": "negative"}),)),
    Block(theme="exit", section="portfolio",
          passages=(sentence("<a|{fund} <p|is leaving> {sector7}>, a retreat that took {mood} and much patience."),),
          claims=(Claim(property="exit-from", subject="fund", value="sector7"),)),
    # --- people -------------------------------------------------------------------------------------
    Block(theme="partner", section="people",
          passages=(sentence("<a|{fund} has <p|signed an agreement with> {company4}>, a firm from {country4}."),),
          claims=(Claim(property="partner-of", subject="fund", value="company4"),)),
    Block(theme="partner", section="people",
          passages=(sentence("<a|{fund} <p1|works hand in hand with> {company4}>, and <b|{company5} is <p2|at home in> {country4}>."),),
          claims=(
              Claim(property="partner-of", subject="fund", value="company4", wording="p1"),
              Claim(property="based-in", subject="company5", value="country4", wording="p2", statements=("b",)),
          )),
    Block(theme="review", section="people",
          passages=(sentence("<a|{chair} has <p|asked for a review by> {person2}>, whose last report read like {mood}."),),
          claims=(Claim(property="orders-review-by", subject="chair", value="person2"),)),
    Block(theme="rivals", section="people",
          passages=(sentence("<a|{fund} <p|competes with> {rival}, {analysts} noted>."),),
          claims=(Claim(property="rivals", subject="fund", value="rival", sources=("analysts",)),)),
    Block(theme="rivals", section="people",
          passages=(sentence("<a|{Analysts} <m|argue> that {fund} is <p|in a race with> {rival}>, a contest as slow as {mood}."),),
          claims=(Claim(property="rivals", subject="fund", value="rival", cue="m", sources=("Analysts",), cells={"modality": "opinion"}),)),
    Block(theme="motto", section="people",
          passages=(sentence("<a|<p|The motto of> {fund} is “{motto}”>, painted above the door by {person3}."),),
          claims=(Claim(property="motto", subject="fund", value="motto"),)),
    Block(theme="motto", section="people",
          passages=(sentence("“{motto}” greets every guest, and <a|{fund} <p|has lived by> “{motto2}”> ever since {mood}."),),
          claims=(Claim(property="motto", subject="fund", value="motto2"),)),
    Block(theme="founding", section="people",
          passages=(sentence("<a|{fund} was <p|founded on> {date}>, a day that {person4} compared to {mood}."),),
          claims=(Claim(property="founded-on", subject="fund", value="date"),)),
    Block(theme="founding", section="people",
          passages=(sentence("<a|{company6} <p|came into being on> {date}, according to {dataset}>."),),
          claims=(Claim(property="founded-on", subject="company6", value="date", sources=("dataset",)),)),
    # --- outlook ------------------------------------------------------------------------------------
    Block(theme="size", section="outlook",
          passages=(sentence("<a|{fund} <m|is expected to> <p|reach> {money}>, a sum for which {mood} is no preparation."),),
          claims=(Claim(property="expected-size", subject="fund", value="money", cue="m", cells={"modality": "forecast"}),)),
    Block(theme="size", section="outlook",
          passages=(sentence("<a|{fund} <m|might> <p|swell to> {money}, according to {agency}>, if oil helps."),),
          claims=(Claim(property="expected-size", subject="fund", value="money", cue="m", sources=("agency",), cells={"modality": "speculated"}),)),
    Block(theme="plan", section="outlook",
          passages=(sentence("<a|{chair} <m|plans> to <p1|set aside> {money} <p2|for work on> {sector8}>, a cause as dear as {mood}."),),
          claims=(
              Claim(property="set-aside", subject="chair", value="money", wording="p1", cue="m", cells={"modality": "proposed"}),
              Claim(property="plans-for", subject="chair", value="sector8", wording="p2", cue="m", cells={"modality": "proposed"}),
          )),
    Block(theme="plan", section="outlook",
          passages=(sentence("<a|{fund} has <m|proposed> to <p|earmark> {money}> for {sector8}."),),
          claims=(Claim(property="set-aside", subject="fund", value="money", cue="m", cells={"modality": "proposed"}),)),
    Block(theme="bid", section="outlook",
          passages=(sentence("<a|{fund} <m|could> <p|bid for> {company7}, according to {insiders}>."),),
          claims=(Claim(property="considers-bid-for", subject="fund", value="company7", cue="m", sources=("insiders",), cells={"modality": "speculated"}),)),
    Block(theme="condition", section="outlook",
          passages=(sentence("Given a free hand, <a|{fund} <m|would> <p|snap up> {company8}>, whatever the price."),),
          claims=(Claim(property="would-buy", subject="fund", value="company8", cue="m", cells={"modality": "hypothetical"}),)),
    Block(theme="condition", section="outlook",
          passages=(sentence("Such a deal <a|<m|would> <p|cost> {fund} {money}>, a bill larger than {mood}."),),
          claims=(Claim(property="would-cost", subject="fund", value="money", cue="m", cells={"modality": "hypothetical"}),)),
    Block(theme="report", section="outlook", needs="dateline",
          passages=(sentence("<a|{fund} <p|publishes its accounts on> {day}>, long after {mood}."),),
          claims=(Claim(property="report-date", subject="fund", value="day", cells={"note": "The year is that of the article."}),)),
    Block(theme="report", section="outlook",
          passages=(sentence("<a|{fund} <m|intends> to <p|report again on> {later}, {agency} learned>."),),
          claims=(Claim(property="report-date", subject="fund", value="later", cue="m", sources=("agency",), cells={"modality": "proposed"}),)),
    # --- voices -------------------------------------------------------------------------------------
    Block(theme="goal", section="voices",
          passages=(sentence("<a|{fund} <m|aims> <p|at> {aim}, said {person5}>, who had come straight from {mood}."),),
          claims=(Claim(property="goal", subject="fund", value="aim", cue="m", sources=("person5",), cells={"modality": "proposed"}),)),
    Block(theme="goal", section="voices",
          passages=(sentence("<a|<p|The purpose of> {fund} is {aim}>, its charter says."),),
          claims=(Claim(property="goal", subject="fund", value="aim"),)),
    Block(theme="character", section="voices",
          passages=(sentence("<a|{person6} <m|considers> {fund} <p|to be> {trait}>, and many in {country5} agree."),),
          claims=(Claim(property="described-as", subject="fund", value="trait", cue="m", sources=("person6",), cells={"modality": "opinion"}),)),
    Block(theme="character", section="voices",
          passages=(sentence("<a|{fund} is <n|no longer> <p|seen as> {trait}, {analysts} observed>, over coffee."),),
          claims=(Claim(property="described-as", subject="fund", value="trait", sources=("analysts",), cells={"polarity": "negative"}),)),
    Block(theme="question", section="voices",
          passages=(sentence("Over dinner <a|critics still <p|ask>: <v|{question} {fund}><m|?>>"),
                    prose("The room fell as silent as {mood}, and the moderator moved on to the next speaker.")),
          claims=(Claim(property="asked-about", subject="fund", value="v", cue="m", cells={"modality": "question"}),)),
    Block(theme="scene", section="voices", passages=(
        prose("Visitors remember {mood}, and they speak of it as others speak of {mood2}, with a smile and a shrug that belongs to the trade."),
        prose("There is a saying among treasurers that money kept for grandchildren is like {mood3}: it asks for patience, and it is seldom thanked for it.")),
    ),
    Block(theme="scene", section="voices", passages=(
        prose("In the corridors the talk was of {mood}, of {mood2} and of the weather, as it is whenever the figures are good and the coffee is hot."),
        prose("Call it wealth management <x|101>: whoever keeps the keys has to love {mood3}.")),
        exclusions=(("x", "An idiom for a first lesson, no quantity."),)),
    Block(theme="coverage", section="voices", passages=(
        prose("Nobody who has seen <x|24/7> news from {country} expects quiet, and yet the hall was like {mood}."),),
        exclusions=(("x", "An idiom for round the clock, no quantity."),)),
    Block(
        theme="evening",
        section="people",
        passages=(
            prose("At the yearly dinner the tables were set as if for {mood}, and the oldest guests told the youngest how the first ledgers were kept by hand in a room above a bakery."),
            prose("Somebody compared the thrift of those days to {mood2}, somebody else to {mood3}, and nobody wanted to settle the matter before the fish was served."),
            prose("When the lamps were lit the talk turned to the sea, to the price of bread and to the old joke about the banker and the beekeeper, which is told in {country8} with a baker and in {country9} with a priest."),
        ),
    ),
    Block(
        theme="walk",
        section="portfolio",
        passages=(
            prose("A walk through the district tells more than a prospectus: the cranes are as still as {mood}, the cafés are full, and the signs in the windows are written in more languages than the guide can read."),
            prose("“It used to smell of tar here,” the guide says, and points to a façade that has been painted in the colour of {mood2}; children run past on their way from school to the old dry dock, where there is a rink in winter."),
        ),
    ),
    Block(
        theme="history",
        section="money",
        passages=(
            prose("The habit of saving in the good years for the lean ones is older than any statute book, as the granaries of the valley show, and it has been praised and mocked in songs that compare it to {mood}."),
            prose("What was put by for the winter was counted in sacks, guarded by widows and opened by the mayor, with a ceremony that travellers likened to {mood2} and that ended, as a rule, in a quarrel about the key."),
        ),
    ),
    Block(
        theme="chorus",
        section="voices",
        passages=(
            prose("The letters to the editor are a chorus of their own: the one praises the calm of the house, the other its coffee, the third asks after the portrait of the founder that used to hang in the stairs."),
            prose("Taken together they read like {mood}, with a refrain that is sung by the readers in {country8} and answered, a day or so after, by those in {country9}."),
        ),
    ),
    Block(
        theme="custody",
        section="portfolio",
        passages=(sentence("<a|The shares of {fund} <p|are kept in> {country10}, according to {agency}>, behind a door that recalls {mood}."),),
        claims=(Claim(property="kept-in", subject="fund", value="country10", sources=("agency",)),),
    ),
    Block(
        theme="custody",
        section="portfolio",
        passages=(sentence("<a|{fund} <p|has its gold in> {country10}>, a choice that {person7} explains with {mood}."),),
        claims=(Claim(property="kept-in", subject="fund", value="country10"),),
    ),
    Block(
        theme="audit",
        section="people",
        passages=(
            sentence("<a|The accounts of {fund} <p|are checked by> {company10}>, and <b|{person8} <p2|signs for> {company11}> where a second opinion is wanted."),
        ),
        claims=(
            Claim(property="audited-by", subject="fund", value="company10"),
            Claim(property="works-for", subject="person8", value="company11", wording="p2", statements=("b",)),
        ),
    ),
    Block(
        theme="audit",
        section="people",
        passages=(sentence("<a|{fund} <p|relies on the auditors of> {company10}>, whose stamp is as familiar as {mood}."),),
        claims=(Claim(property="audited-by", subject="fund", value="company10"),),
    ),
    Block(
        theme="trade",
        section="markets",
        passages=(
            sentence("<a|Dealers say that {fund} <m|may> <p|quietly sell> {company12}>, a rumour from {mood}."),
            sentence("<b|{company13} <p2|hired> {count} people> in the same week, {person9} among them."),
        ),
        claims=(
            Claim(property="sells", subject="fund", value="company12", cue="m", cells={"modality": "speculated"}),
            Claim(property="hires", subject="company13", value="count", wording="p2", statements=("b",)),
        ),
    ),
    Block(
        theme="loan",
        section="markets",
        passages=(
            sentence("<a|{company14} <p|owes> {money} to lenders in {country11}>, and <b|{company15} <p2|is building a plant in> {country12}>."),
        ),
        claims=(
            Claim(property="debt", subject="company14", value="money"),
            Claim(property="builds-in", subject="company15", value="country12", wording="p2", statements=("b",)),
        ),
    ),
    Block(
        theme="loan",
        section="markets",
        passages=(sentence("<a|The debts of {company14} <p|amount to> {money}, the {dataset} shows>, which is less than {mood} would suggest."),),
        claims=(Claim(property="debt", subject="company14", value="money", sources=("dataset",)),),
    ),
    Block(
        theme="voters",
        section="voices",
        passages=(
            sentence("In a poll, <a|{rate} of those asked <p|trust> {fund}>; in {country13} the mood was that of {mood}."),
        ),
        claims=(Claim(property="trusted-by", subject="fund", value="rate"),),
    ),
    # --- markets ------------------------------------------------------------------------------------
    Block(theme="spread", section="markets",
          passages=(sentence("<a|The bonds of {fund} <p|pay above the benchmark> {points}, {agency} data show>."),),
          claims=(Claim(property="bond-spread", subject="fund", value="points", sources=("agency",)),)),
    Block(theme="share", section="markets",
          passages=(sentence("<a|{company9} <p|trades at> {quote}>, a level that reminds dealers of {mood}."),),
          claims=(Claim(property="share-price", subject="company9", value="quote", cells=_INFERRED),)),
    Block(theme="share", section="markets",
          passages=(sentence("<a|{company9} <p|costs> {money} a share, {agency} reported>."),),
          claims=(Claim(property="share-price", subject="company9", value="money", sources=("agency",)),)),
    Block(theme="volume", section="markets",
          passages=(sentence("<a|The <x|24>-hour <p|turnover in> {company9} was {money}>, in a market that {country6} follows."),),
          claims=(Claim(property="trading-volume", subject="company9", value="money"),),
          exclusions=(("x", "A time window, part of the property."),)),
    Block(theme="contribution", section="markets",
          passages=(sentence("<a|{country7} <p|pays into> {fund}>, as it has done since the days of {mood}."),),
          claims=(Claim(property="contributes-to", subject="country7", value="fund"),)),
    Block(theme="contribution", section="markets",
          passages=(sentence("<a|{country7} did <n|not> <p|add to> {fund}> this season; the coffers looked like {mood}."),),
          claims=(Claim(property="contributes-to", subject="country7", value="fund", cells={"polarity": "negative"}),)),
    Block(theme="network", section="markets", passages=(
        prose("Traders now talk of <x|6G> masts and of {sector9} in one breath, in the voice that others keep for {mood}."),),
        exclusions=(("x", "A generation of mobile networks, part of a name."),)),
)  # fmt: skip

CLOSINGS = (
    Block(
        theme="closing",
        section="closing",
        passages=(
            Passage(
                text="🧠 In Short",
                kind="heading",
                treatment="rhetoric",
                reason="Heads the section; the facts stand below it.",
            ),
            bullet("<r|{fund} has a new chair, {chair}>"),
        ),
        needs="appointment",
        repeats=("r",),
    ),
)
FOOTERS = (
    Passage(text="Have questions or want to write for us? Reach the desk by post.", kind="boilerplate", gap="\n\n", treatment="boilerplate", reason="Contact; the same below every article."),
    Passage(text="Recent News", kind="boilerplate", gap="\n\n", treatment="boilerplate", reason="Furniture of the site."),
)  # fmt: skip
