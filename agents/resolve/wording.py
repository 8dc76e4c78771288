"""Words that say what a matter is about, and words that say nothing of it. Data only.

Topics gather words that mean one kind of trouble. Plain words are those of any report on penalties
and courts, in English and the other languages read.
"""

from functools import cache

_TOPICS = """
privacy: privacy data gdpr personal tracking tracked biometric facial recognition cookie cookies
  surveillance harvesting consent datenschutz vie
breach: breach hack hacked hackers hacking cyberattack cyber leaked cybersecurity
children: children kids minors youth coppa underage
emissions: diesel emission emissions dieselgate defeat nox filter filters
mortgage: mortgage mortgages rmbs mortgage-backed foreclosure lending loans loan subprime
sales: cross-sell sales fake
sanctions: sanctions sanction iran sudan cuba
laundering: laundering aml anti-money launder
forex: forex fx foreign-exchange
benchmark: libor euribor benchmark rigging rate-rigging
antitrust: antitrust cartel monopoly competition price-fixing collusion merger dominance
patent: patent patents infringement infringed infringing
copyright: copyright copyrights piracy songs music books
opioid: opioid opioids oxycontin painkillers
asbestos: talc asbestos powder
weedkiller: roundup weedkiller glyphosate weed
discrimination: discrimination racial race gender bias pregnant harassment sexual
labor: wages overtime misclassifying misclassified contractors contractor wage
bribery: bribery bribes bribe corruption fcpa kickbacks kickback
tax: tax taxes evasion avoidance
securities: misled shareholders disclosure insider accounting audit auditing
environment: spill pollution waste water wildfire wildfires contamination
safety: crash crashes recall ignition acceleration defect defective airbag airbags autopilot
robocalls: robocalls robocall calls spam texts
advertising: advertising ads deceptive marketing misleading
hate: hate speech content moderation
drugs: drug drugs pharmaceutical pills medicare medicaid
fraud: fraud defrauding scheme ponzi
fees: overcharging overcharged fees overdraft cramming bogus
privacy: datenschutz dsgvo données personnelles rgpd privacidad datos dati personali avg
emissions: abgas abgasskandal dieselskandal dieselgate
antitrust: kartell kartellamt wettbewerb concurrence competencia concorrenza mededinging
tax: steuer steuern steuerhinterziehung fiscale impuestos fisco belasting
laundering: geldwäsche blanchiment blanqueo riciclaggio witwassen
patent: brevet patente patenten brevetti octrooi
bribery: korruption bestechung corruption corrupción corruzione corruptie
"""
_PLAIN = """
about above accord account accuse accused accuses accusing action actions admit admits after again
against agree agreed agreement agrees ahead alert all allegation allegations allege alleged
allegedly alleges alleging allow allows almost already also amid among amount and another any appeal
appeals approval approve approved approves are around ask asks attorney attorneys authorities
authority away back bank banks barred based battle been before begin behind being biggest billion
billions blow both break bring brought business but call calls can case cases cause ceo chairman
charge charged charges chief cite cites civil claim claimants claiming claims class class-action
close closer closes commission companies company complaint complaints consider considers corp could
country court courts criminal customer customers damages day days deal deals decide decision
defend defends demand denies deny despite did dismiss dismissal dismissed dismisses dollar dollars
drop drops due during early end ended ending ends enforcement euro euros ever exclusive expand
expected face faced faces facing factbox failed failing failure federal few fight fights file filed
files filing final find fine fined fines fining firm firms first five following for former four
from fund gain gave general get gets giant give global goes government group groups had half halt
has have head hear hearing her high him his hit hits how illegal inc industry into investigation
investors issue issues its join judge judges judgment jury just keep key large largest last late
later law laws lawmaker lawmakers lawsuit lawsuits lawyer lawyers lead least legal less let level
levied levy liable like likely limited litigation long look lose loses loss losses made main major
make makes making man many market maximum may million millions misconduct month months more most
move must near nearly nears need needs new news next not now off offer office officials old one
only open opens order ordered orders other our out over own owner owners paid parent part pay
paying payment pays penalties penalty people per plaintiffs plan plans plea plead pleads pounds
practices press probe probes proceed propose proposed proposes prosecutor prosecutors public put
raise reach reached reaches receive receives record reject rejects report reported reportedly
reports request resolve resolved resolves resolving respond responsible result review right rights
rule ruled rules ruling said sanction save say saying says seek seeking seeks see seen set sets
settle settled settlement settlements settles settling share shares should side sign since slap
slapped slaps some source sources state states statement still stock street strike suit suits sue
sued sues suing support take takes taken talks tells ten than that the their them then there these
they third this those thousand three through time times today told top total toward trial trillion
try two under unit until update upon upheld upholds used users value verdict versus very victims
violate violated violating violation violations voted wake want wants warn warns was watchdog week
weeks well were what when where which while who why will win wins with within without won worth
would year years yen yet you your january february march april june july august september october
november december monday tuesday wednesday thursday friday saturday sunday refile updated corrected
wrapup reuters usd eur gbp mln bln officer regulator regulators regulatory agency lower reduced
higher dispute disputes fails pct percent protection small huge hefty heavy massive modest symbolic
refile column rpt exclusive factbox analysis sees sends
"""
_PLAIN_ELSEWHERE = """
aber alle allem allen alles anklage auch auflage aufgrund bank bereits bußgeld bussgeld dass dazu
dem denen deren dessen diese diesem diesen dieser dieses doch droht durch eine einem einen einer
eines euro fall firma gegen geht geldbuße geldbusse geldstrafe gericht gerichts hatte hatten hohe
höhe ihre ihrem ihren ihrer jahr jahre jahren kläger klage klagen klagt konzern kunden mehr mehrere
milliarden millionen muss müssen nach nicht noch oder ohne prozess rechtsstreit rund schadenersatz
schon sein seine seinen seiner sich sind soll sollen sowie staatsanwaltschaft strafe strafen
streit über unternehmen unter urteil vergleich verhängt verklagt verstoß verstöße verurteilt viele
vom von vor war waren wegen weil weitere wenn werden wird wurde wurden zahlen zahlt zudem zwei
zwischen zum zur behörde aufsicht wettbewerbshüter verfahren vorwurf vorwürfe drohen millionenstrafe
accord affaire ainsi alors amende amendes après aussi autorité autre aux avait avec avoir cette ceux
comme contre cour dans depuis deux dollars dont elle elles encore enquête entre entreprise était
être euros façon faire fait filiale groupe infligé infligée jugement jusqu justice leur leurs
litige mais même million millions milliard milliards mise mois montant notamment nous ont par
parquet pas payer pendant pénale plainte plaintes plus pour procédure procès quatre recours sans
selon ses société sont sous sur tous tout transaction tribunal trois une verser condamné condamnée
contra demanda demandas desde después donde durante ella empresa entre esta este están euros fiscal
había hasta hace juez juzgado justicia más millón millones mientras multa multas para pago pagar
pero por porque puede según ser sido sobre sanción sanciones tras también tribunal una unos acuerdo
compañía dólares impone impuesto millonaria miles caso casos
accordo anche anni azienda causa causata come con contro corte dalla dalle degli della delle dello
dopo essere fino giudice gruppo hanno indagine milione milioni miliardi multa multata multe nella
nelle nello ogni pagare pagamento perché più presso procura processo prima quale quando quello
questa queste questo sanzione sanzioni secondo senza società sono stata stato stati sulla sulle
tribunale tutti tutto una verso autorità dell dall nell sull all
aan aanklacht alle bedrijf bedrijven betalen betaalt boete boetes dagvaarding dat door deze dit dus
een eerste eis eist euro geen haar hebben heeft hoge hun jaar kan klacht krijgt maar meer miljard
miljoen miljoenen moet moeten naar niet nog omdat onder ook over rechtbank rechter rechtszaak
schikking schikt sinds tegen toezichthouder tot tussen uit van vanwege veel volgens voor waar
wegens werd wordt worden zaak zich zijn zou zouden zeker
"""


@cache
def topic_of() -> dict[str, str]:
    """The topic of each word that has one."""
    result: dict[str, str] = {}
    topic = ""
    for line in _TOPICS.strip().splitlines():
        head, colon, tail = line.partition(":")
        topic = head if colon else topic
        result.update(dict.fromkeys((tail if colon else head).split(), topic))
    return result


@cache
def plain_words() -> frozenset[str]:
    """Words, lower case, that any report of an event may hold."""
    return frozenset(f"{_PLAIN} {_PLAIN_ELSEWHERE}".split())
