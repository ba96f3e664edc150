"""Given names that are common in Finland, in Finnish, Swedish, Sámi, Russian, Estonian, Arabic, Somali and other use.

Only a hint for the order of a name's parts: a name that is not here is read all the same.
"""

_TEXT = """
aada aaro aaron aatos aatu abdi abdullah adam adele agneta ahmed aila aili aimo aino airi aki aku alan albert
aleksander aleksandr aleksandra aleksi alex alexander alexandra alf ali alice alina alisa alma amanda
amina amir ana anastasia anders andre andreas andrei andrew anette anita anja ann anna anna-liisa anna-maija anne
anneli annelie annika annikki anniina anni anssi ante anton antonia antti anu ari arja armas arne arto
artturi arttu arvo asko asta astrid atte august aulis auli auni aune axel ayan aydin barbro bengt berit bertel
birgit birgitta bjarne björn bo bodil bosse britt britta camilla carina carita carl carl-gustav carola caroline
catarina
cecilia charlotta charlotte chris christer christian christina christoffer claes clara claudia claus daniel daniela
david dennis diana dimitri dmitri dmitry edit edith edvard edvin eemeli eero eerika eerik eetu eeva eevi eeli
eija eila eine einar eino eira elena eleonora elias elina elisa elisabet elisabeth elise elli ellen ellinor elma
elmeri elmo elsa elsi elvi elviira emil emilia emma emmi ensio eric erica erik erika eriika erkki erna
ernst esa essi ester esteri eva eveliina evelina fanny farah fatima fatma felix filip frank fredrik fredrika frida
gabriel gabriella george georg gerd gittan greta gun gunilla gunnar gunnel gunvor gustaf gustav göran göte güler
halima hamid hanna hanna-mari hannah hanne hannele hannes hannu hans harri harry harald hasan hassan heidi heikki
heini heino heljä helena helene helga heli helka helle hellevi helmi helmer henna henri henrietta henrik henriikka
henry
herman hilda hilja hilkka hilma holger hussein håkan iida iines iiris iisa iita iiro iivari ibrahim ida igor ilari
ilja ilkka ilma ilmari ilona ilpo ilse ilta impi ina inari inka inkeri inga inger inger-lise ingmar ingrid
inna iina ira irene irina iris irja irma irmeli isabella isak ismail ismo isto ivan jaakko jaana jaani jack jacob
jakob jalmari jakub james jami jan jan-erik jana jane janet jani janina janita janne jari jari-pekka jarkko jarmo
jarno jasmin
jasper jean jeanette jenna jenni jennifer jenny jere jeremias jerry jesper jesse jessica jimmy joakim joanna joel
johan johanna johannes john jon jonas jonathan joni jonna joona joonas joose joosua jorma josef josefin joseph jouko
jouni juha
juha-matti juha-pekka juhana juhani juho jukka jukka-pekka julia julian juliana jussi justus jutta juulia juuso jyri
jyrki jörgen jürgen kaarina kaarle kaarlo kai kaija kaisa kaisu kaj kalervo kalevi kalle kalle-pekka karen kari
karin karim karita karl karl-erik
karla karoliina karolina kasper kasperi kasimir kasim katarina katariina kate katharina kati katja katri katriina
kauko kaapo kauno keijo keith kenneth kent kerstin kerttu khadija khalid kiia kim kimi kimmo kira kirsi kirsi-marja
kirsikka kirsti kirill kjell klaus klara konsta konstantin kosti
krista kristel kristian kristiina kristin kristina kristo kukka kullervo kyllikki kylli kyösti laila lari larissa
lars lars-erik lasse laura lauri lea leena leena-maija leevi lena lenita lennart lenni leo leif lempi lennu leon
leyla liam lia liban lidia liina liisa lila
lilian lilja lilli lily linda linnea linus lisa lisbet lisbeth lotta louise lucas ludmila luka lukas lumi lumia
lyydia lyyli maaria maarit maarit-sofia maarten madeleine maija maija-liisa maiju maikki maire maj maj-britt maj-lis
malin manu marcus margareta margaretha margit maria marianna marianne marie marika
marina mari mario marita maritta marja marja-leena marja-liisa marja-terttu marjaana marjatta marjo marjukka marjut
mark markku marko markus marlene martha marta martin martta martti mary matias mats matilda matleena matthew matti
matts maura mauri mauno max maya mehmet melissa mervi merja meri
merit mia micaela michael michelle mika mikael mikaela mikhail miikka miia miika miikael miisa mika-petteri mikko
miko mila milja milla milka milo mimmi mina minea minja minna minttu mira miranda mirja mirjam mirjami mirka mirva
mohamed mohammed mohammad monica monika mona muhammad mustafa
nada nadia nadja nana natalia natasha natalja neea nea nelli nestori nette niamh nicholas nicklas niclas nico nicola
nicole niilo niina niklas nikita niko nikolai nikolas nils nina noel noa noah noora nora nuutti nur odd oiva okko
ola olavi ole oleg olga oili olivia olle olli olli-pekka olof
omar onerva onni orvokki oscar osama oskar oskari osmo ossi otso otto outi oula ove paavo paula pasi patricia patrik
patrick paul pauli pauliina pavel peik peder pekka pekko pelle per per-erik pernilla perttu petra petri petter
petteri peter petja pertti pia piia piitu pihla pinja pirjo
pirkka pirkko pirita pirre pontus priit päivi päivikki päiviö rabbe ragnhild ragnar rahma raija raimo raili raila
raisa rami raoul rasmus rauha rauno rauni rebecka rebecca reeta reetta reija reijo reima reino renny riina riikka
riitta riitta-liisa riku rikhard rita ritva ritva-liisa robert robin roger roland
rolf roman ronja roope roosa rosa rose ruben runar rurik ruslan ruth saana saara saga saija saila saima saimi saini
sakari saku salla salli salme salomo sam sami samir samu samuel samuli sampo sandra sanelma sanja sanna sanna-mari
sanni sara sarah sari saskia satu saul sauli
seija selma senja senni seppo sebastian sergei seela severi shirin signe siiri sigrid silja simo simon simone
sinikka sini sirkka sirkka-liisa sirkku sirpa siru sisko siv sixten sofia sofie sohvi soile soili soilikki solveig
sonja sophia stefan stefanie stella sten stig stina sulo sune suoma susan susanna susanne suvi
sven svetlana sylvi sylvia synnöve sören taimi taina taisto taneli tanja tapani tapio tara taru tarja tarmo tatjana
tatiana tauno teemu teija teijo tellervo tea teo teppo tero tenho terhi terho terttu teresa teuvo theodor therese
thomas tiia tiina tiina-maija tiinu tiiu tiko tilda tim timi timo timothy
tina titta tiukku tobias toini toivo tom tomas tomi tommi tommy toni tony topi topias torbjörn tor tord tore torsten
torolf touko tove tuija tuire tuomas tuomo tuovi tuukka tuuli tuulia tuulikki tuula tyko tyyne tyra uljas ulf ulla
ulla-maija ulpu uolevi uma unto urho urpo ursula ulrika urban
vaula valdemar valentina valto valtteri veera veeti veijo veikka veikko veini veli veli-matti venla verna vera
verneri veronica vesa vesa-matti victor victoria vieno vilho vilhelm viljam viljami viljo ville ville-veikko vilma
viola viktor viktoria vincent virpi virve virva vladimir volodymyr voitto vuokko väinö wilhelm wilma william
wivan wiveca yasmin yelena yngve yousef yrjö yrsa yuri yvonne zahra zainab zara zeinab åke åsa ánde ásllat äijä
öjvind oksana olena iryna olha maksym andriy serhiy mykola nataliya yulia anastasiia kateryna tetiana svitlana
bohdan dmytro oleksandr ganna hodan ifrah ayaan faduma sahra asha yusuf amal nasra
duc linh nguyen thi hong minh anh thanh lan huong wei li ming jing maria-jose jose juan carlos luis pedro ana-maria
giulia giovanni luca marco paolo chiara francesca pierre jean-pierre philippe claire amélie rené zoé søren jens
mette lone lars-åke niels henning anker bente ingeborg sigurd haakon øystein jørgen kjersti
kaur tiit urmas raivo heiki toomas tõnu mart andres ülle ülo kadri katrin piret maret sirje eesti
jelena aleksej priya raj anil sunita ravi deepak sanjay arjun lakshmi emre can ayşe zeynep burak siobhán sean seán
brigid ciara niall oisín conor eoin
benjamin ethan emily grace megan rachel laura-kaisa stephen steven peter-joakim hugh
craig stuart gavin graham ian neil duncan fiona eilidh morag nigel simon-peter trevor wayne hugo oliver theo
theodora vivian vanessa veronika xenia
ture krister kristoffer sigfrid ragna hedvig ingegerd ingvar ingvald valborg elof folke gösta helge torvald
birger sivert hjördis majvor doris jonatan mathias tobbe jessika malena ronny kenny conny sonny
áile áilu máret niillas ánne biret juhán sámmol aslak beatriz krzysztof tamás tamas piotr pawel tomasz agnieszka
katarzyna malgorzata andrzej jerzy zoltan istván lászló ferenc fatemeh reza mehdi maryam leila layla omid arash ngozi
chidi amara tariq bilal nasir abdullahi abdirahman maryan hibo deqa ville-pekka merja-leena eevert aapeli
elia elea minttumaari hilla helvi hertta hertha heta ilkka-pekka joni-petteri jooa jyri-pekka kaarin kaino kirsimari
abigail adrian agda aina aira aisha alastair aleksanteri alfhild alfie alicia aliisa alistair alva amelia amy andrea
angela annabel annabelle annele annette annica annukka antero anthony archie arvid atso audrey ava barbara beatrice
beatrix becky belinda benita bernadette bernard berndt bertil bethany bettina brenda brendan brian bridget bronwyn börje
caitlin carin carmen carole carolyn catharina catherine charlene chloe christel christine christopher clare colin
colleen cynthia damian danielle darren deborah deirdre denise diane disa dominic donald donna dorothy dylan ebba eelis
eileen einari eini eivor elaine eleanor eleonoora eliisa elin elizabeth eljas ellinoora elliot elliott eloise elvira
emelie enni erin erja erland esko esther evelyn fanni felicity frances frej freya frideborg gail gemma georgia georgina
geraldine gerda gertrud gillian gitta glenda glenn gottfrid graeme gudrun gunborg gunhild gwendolyn harriet hayley hedda
helen herbert hermanni hillevi hjalmar iikka imogen ingalill inge ingela ingemar ingmari isabel isabelle isidor isla
jaakob jacqueline jake janice jared jasmine jason jatta jeffrey jeremy jill joan joanne jocelyn josefiina josefina
josephine joshua joyce judith judy julie julius katherine kathleen kathryn katie keira kevin kieran kiira kirsten kirsty
knut kusti lauren leah leanne lesley liinu lillemor lillian linn liselott lisen lorna lorraine lova loviisa lovisa
lucinda lucy ludvig luke luukas lydia lynda mabel magnus mailis maisie malte margaret margot mariitta marit mattias
maureen maxine meeri melanie melker meredith millie minka mirella miro miska molly märta märtha naomi natalie nathalie
nathan nella nelly nooa oona ottilia paavali pamela panu patric pauline pehr pellervo penelope pentti peppi philip
philippa phillip phoebe pietari priscilla pyry rainer rakel ralf raymond rebekka regina rhiannon rhys richard rickard
risto roberta rodney roni rory rosalind rosemary rosie roxanne rut ryan sabina sally samantha santeri santtu serena
shane sharon shaun sheila sian sigvard silva sinead siobhan sivi solbritt sophie stephanie sture sulevi susann suzanne
svante svea taavetti taavi tabitha taija tamara tamsin tanya tatu teres terese tessa theresa tiffany tora turo tuva
tytti ulrica ulrik una uuno valerie valter vanja vendela verity vidar viivi vilhelmi vilhelmiina vilppu virginia viveka
wendy ylva yolanda zachary zoe östen
"""
# Of those who came from elsewhere, and British ones.
_MORE_TEXT = """
ines inês joão joao tiago nuno miguel paulo rafael gonçalo goncalo margarida fernanda fernando ricardo eduardo gustavo
rodrigo thiago marcelo bruno leandro vinicius adriana luciana camila renata isabela alejandro alejandra diego javier
jorge sergio alvaro álvaro pablo raúl joaquin ignacio gonzalo esteban ramón emilio lucía rocío mercedes guadalupe
ximena valeria mariana paola consuelo alessandro alessandra matteo lorenzo davide stefano roberto riccardo federico
giuseppe antonio salvatore massimo maurizio claudio simona silvia elisabetta ilaria federica françois francois jacques
michel laurent olivier nicolas thierry pascal sylvie véronique veronique céline celine aurélie aurelie camille margaux
mathieu guillaume benoît benoit étienne antoine baptiste wolfgang dieter uwe heinz günter gunter ulrich sabine renate
silke anke friedrich ludwig gerhard hans-peter karl-heinz willem pieter joost jeroen sander thijs wouter femke marijke
marieke hendrik zsófia zsofia katalin ildikó ildiko gábor gabor attila balázs balazs béla eszter judit ágnes zsolt
csaba ionuț ionut mihai bogdan cristian florin gheorghe marius alexandru ioana mihaela raluca roxana corina dumitru
vasile sorin răzvan razvan cătălin catalin liviu viorel dimitar georgi ivaylo plamen stoyan desislava gergana rositsa
tsvetan zoran dragan nenad branko jovana dragana miroslav vladislav stanislav radoslav tomislav ivana marija nikola
aleksandar ljiljana snežana vesna dušan marek jiří jiri zdeněk zdenek miloš jaroslav lenka jitka zuzana ondřej vojtěch
kateřina markéta lucie barbora pavla wojciech grzegorz stanisław stanislaw zbigniew marcin michał mateusz bartosz
kamil dariusz sławomir slawomir jarosław magdalena justyna dorota beata grażyna grazyna iwona urszula jadwiga zofia
danuta bożena wioletta jānis janis juris edgars māris guntis aivars ilze inese dace baiba ieva kristīne vytautas
mindaugas darius jurgita giedrė giedre laimonas rūta eglė peeter kalev jüri siim indrek kristjan kaido triin kaidi
merike viacheslav vyacheslav evgeny yevgeny evgenia evgeniya gennady leonid valeri valery vitaly vitali vasily anatoly
arkady yaroslav yuriy oleh ihor viktoriia liudmyla lyudmila halyna zinaida galina larisa nadezhda taras ostap ruslana
daryna polina daria darya ksenia ekaterina elizaveta varvara stepan semyon timur rustam artem artyom danylo nazar
pavlo mykhailo vasyl ivanna solomiya yaryna nirmala bishnu bijay binod prakash ramesh suresh mahesh dinesh rajesh
rakesh mukesh ganesh krishna santosh sushila sarita kamala laxmi rekha usha neha nisha kavita meena shanti swati
anjali divya aishwarya deepika shreya aditi ananya vikram rahul rohit ashok vijay manoj pankaj sandeep sunil naresh
harish girish satish venkat srinivas karthik varun kiran mohan gopal lalita padma radha savitri thilini nimal chaminda
kasun dilani tharindu pramod bikash pemba tenzin pasang mingma trang tuan tuấn thuy thủy phuong phương quang khanh
somchai somsak malee pornthip siriporn kanya supaporn jomar jerome rowena marites analyn hiroshi kenji takashi akiko
keiko naoko haruka takeshi satoshi yoshiko tomoko minjun seoyeon xiaoming ahmad abdallah abdulaziz abdulrahman
abdirizak abdikarim abdifatah abdiweli mahad farhiya fadumo habiba hafsa halimo ikran khadra maymun mumtaz ruqiya
saido shukri suleiman sumaya zamzam idil ismahan hussain hossein mahmoud mahmud khaled khalil youssef yousuf rashid
rasheed nabil noura rania salma marwa marwan mariam huda jamal jamila kareem latifa majid mansour nadim najib nizar
osman othman qasim safaa salim tarek wael walid waleed yahya yasser yassin yasir zuhair fereshteh farzaneh farhad
farid farida faisal jafar javad kamran kaveh mahsa masoud mehran mohsen mojgan morteza nasrin nazanin parisa parviz
payam saeed samira setareh shahram soheila vahid yasaman ahmet hüseyin huseyin merve büşra emine hatice hülya özlem
ozlem songül kemal kerem orhan serkan tolga volkan yavuz chinedu chukwuma chioma chinwe ikenna obinna ifeoma nneka
olumide oluwaseun temitope kwame kofi kwabena akosua abena adwoa efua thabo sipho nomsa lindiwe themba tendai tafadzwa
chipo wanjiru njeri kamau mwangi otieno achieng wambui zawadi tesfaye abebe mulugeta tigist yonas dawit tsegaye
alasdair angus brandon bradley clive connor conrad curtis derek desmond douglas dwayne edgar edwin ernest eugene evan
ewan floyd francis geoffrey gerald gilbert gordon gregory harvey howard hubert josiah kelvin lachlan leonard leroy
leslie lewis lionel lloyd logan louis malcolm marvin maurice melvin mitchell morgan murray norman owen pierce preston
quentin randall reginald roderick ronald rupert russell sidney stewart sydney terence terry theodore travis tyler
tyrone vernon wallace walter warren wesley wilfred winston agatha alexis alison allison amber angelica anthea ashley
bernice beryl bethan beverley candice carla cassandra cecily celia celeste chantal cheryl clarissa claudette colette
cordelia corinne courtney daphne debbie elspeth emmeline enid estelle ethel eunice evangeline gabrielle gertrude
gladys glynis gretchen gwen gwyneth heather hilary jacinta jeannie josie juliet karina kathy kerry kimberley kimberly
krystal lavinia letitia libby lindsay lindsey louisa lucille lynette lynn lynne madeline maeve marcia marian marilyn
marjorie martina maud mavis mildred miriam moira muriel nadine nancy nerys nicolette noelle odette peggy pippa polly
rhona rhonda robyn rosalie rosamund sadie selena shannon shelley sheryl shirley sonya stacey sybil thelma tracey tracy
trudy vivienne wanda wilhelmina winifred yvette bjarni guðrún sigrún ólafur jóhann kristín margrét sigurður mogens
poul torben eirik eivind hilde håvard jorunn kåre marte oddvar solfrid terje trine trude vegard yngvar ørjan aukusti
aulikki alvari arvi annaleena heimo henriina jaakkima jooseppi katinka katrina konrad kreeta lassi maaret maila maunu
meija niila orvo sampsa varpu vellamo viena raakel noomi
"""
GIVEN_NAMES = frozenset((_TEXT + _MORE_TEXT).split())

# Names that are surnames as often: they tell nothing of the order ("Aoife Murray", "Hodan Hassan").
_ALSO_TEXT = """
abbas abdallah abdi abdulla abdullah abdullahi abebe abraham adam ahmad ahmadi ahmed ali allan allen alonso anil anwar
arthur ashley ashok austin aziz barrett barry bashir beckett benedict bennett bernard bilal bradley brandon brett can
carey carlton clement clive conrad craig curtis darwish dawit dean demir derek diaz douglas duncan dylan edwin ellis
emre ewan farah faris floyd francis franklin friedrich gerald gilbert gordon graham grant gregory hakim haile hamid
harvey hasan hashim hassan haydar heinz hossain hossein howard hubert hugh hussain hussein huseyin ibrahim ibrahimi
idris isaac ismail jama jamal james jarvis jerome jordan josé juma kamal kamau karim kareem kelly kelvin kemal kennedy
kerr kerry khaled khalid khalil khan kieran kiran konrad kumar lacey lachlan laurent lawrence lee leonard leslie lewis
li lim lindsay lindsey lionel lloyd logan lorenz louis lynn mahamud mahdi mahmood mahmoud mahmud majid malik mansour
marshall martini mason matthew maurice mehdi melvin michael michel ming mitchell mohamed mohammad mohammed mohamud
mohan morgan morris muhammad mukherjee murray musa mustafa mwangi myles nabil nadim nasir neil nelson nguyen norman
nur nuur omar omari osman oswald othman otieno owen paul perry petit pham philip phillip pierce prakash preston qasim
quentin rahman raj ramesh randall rashid ravi ray raymond reza roberts ronald ross roy russell salah saleh salem salim
scott shaw shirley sidney silva singh stanley stephen stewart stuart suleiman sunil suresh taha tariq taylor tesfaye
todd tracey tracy travis trevor tyler ulrich usman valentine vernon vijay wallace warren warsame wesley wilfred
winston yaqub yasin yassin yilmaz yonas yousef yousuf yusuf zaid zaman hamza hong minh thi thanh anh lan linh duc wei
jing huong tran mensah owusu boateng krishna narayan prasad ganesh santos dias cruz rosa reyes jorge miguel paulo
duarte vicente andrés abdirahman abdirizak abdikarim
"""
ALSO_SURNAMES = frozenset(_ALSO_TEXT.split())
