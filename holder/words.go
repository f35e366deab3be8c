// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package holder

// The lists are folded and sorted; holder_test.go holds them to that.

// organizationWords stand in names of companies, schools, offices and societies.
const organizationWords = `
academy administration agency airlines alliance associates association authority bancorp bank bureau capital center centre centrum chamber club cluster college comite
committee communications computers computing conference consortium consulting coop cooperative corporate council databases department dept devices digital division
electronics energy engineering enterprise enterprises entertainment entwicklung establishment federation foundation fund games gesellschaft government group gruppe
hochschule holding holdings hospital industries industry informatics innovation innovations institut institute institution instituto instruments insurance interactive
international labo laboratoire laboratories laboratory labs microelectronics microsystems ministry motors museum network networks observatory office organisation
organization partners partnership platforms polytechnic productions products publishers publishing regents research robotics school schools securities semiconductor
semiconductors services society software solutions stiftung studio studios syndicate system systems tech technical technologies technology telecom telecommunications
trustees universidad universidade universita universitaet universitat universite universiteit universities university uniwersytet ventures verein verlag
`

// givenNames are frequent given names of many countries that are no common words.
const givenNames = `
aaron abigail adam adrian ahmed aidan akira alain alan albert alberto alejandro aleksandr alessandro alex alexander alexandre alexey alexis alfred ali alice alison allen
amanda amelia amir amit amy ana anders andre andrea andreas andrei andrej andres andrew andrey andrzej andy angela anil anita anna anne anthony antoine anton antonio
arjun armin arnaud arne arnold arthur artur arun ashish astrid ava axel barbara bart bastian ben benjamin benoit bernard bernd bernhard bert bill bjorn bob boris brad
brandon brendan brent brett brian bruce bruno bryan caleb camille carl carlos carol caroline carsten catherine cedric charles charlie charlotte chloe chris christian
christina christine christoph christophe christopher claire clara claude claudia clemens colin connor conor craig cristian cyril daisuke dale damien dan daniel daniele
danny daria darren dave david davide dean deborah denis dennis derek didier diego dieter dirk dmitri dmitriy dmitry don donald dorian doug douglas duncan dustin dylan
eduardo edward egor elena eli elias elizabeth ella emil emily emma emmanuel enrico enrique eric erica erich erik ernst ethan eugene eva evan evgeny fabian fabien fabio
fabrice federico felipe felix fernando filip fiona florian francesco francis francisco francois frank franz fred frederic frederik fredrik gabriel gareth gary gavin geoff
geoffrey georg george gerald gerard gerd gianluca gilles giovanni giuseppe glen glenn goran gordon grace graham greg gregor gregory guido guillaume gunnar gustavo guy
hannah hans harald harry heather hector heiko heinrich heinz helen helena helmut henri henrik henry herbert hernan hiroshi holger horst howard hubert hugh hugo hyun ian
ichiro igor ilya ingo ingrid ioana irene irina isaac isabel isabella ivan jack jackson jacob jacques jakub james jan jane janet jared jason javier jay jean jeff jeffrey
jelle jennifer jens jeremy jerome jerry jesper jesse jessica jesus jihoon jim jiri joachim joan joao joaquin joe joel joerg johan johann johannes john johnny jon jonas
jonathan jordan jorge jose josef joseph josh joshua juan juergen julia julian julie julien juraj justin kai karen karl karsten kate katherine kathy katie kazuki keith
kelly ken kenji kenneth kent kevin khaled kim klaus konrad konstantin kristian kumar kurt kyle larry lars laura laurent lawrence leah lee leo leon leonard leonardo leonid
lewis liam linda linus lisa lorenzo louis luca lucas luigi luis luiz lukas lukasz luke maarten maciej magdalena magnus manuel marc marcel marcin marco marcos marcus marek
margaret maria marie mario marius mark marko markus martijn martin marvin mary mateusz mathias mathieu matt matteo matthew matthias matthieu mauro max maxim maxime megan
mehdi mehmet melissa michael michal michel michele michelle miguel mihai mikael mike mikhail mikko milan miles minsu mitchell mohamed mohammad mohammed monica monika
morten muhammad nadia naoki nate nathan nathaniel neil nelson nicholas nick nico nicola nicolas niels nikita nikolai nikolay nils nina noah noel norbert norman olaf ole
oleg oliver olivia olivier omar oscar oskar otto owen pablo paolo pascal patrice patricia patrick patrik paul paula paulo pavel pawel pedro per pete peter petr petra phil
philip philipp philippe pierre piotr pranav rachel rafael rahul rainer raj rajesh ralf ralph ramon randall randy raphael raul ravi ray raymond rebecca reinhard rene
reuben ricardo richard rick rob robert roberto robin rod rodrigo roger roland rolf romain roman ron ronald rosa ross roy ruben rudolf russell ryan salvatore sam samuel
sandra sanjay sara sarah scott sean sebastian sebastien serge sergei sergey sergio seth shane shaun shawn shinji silvia simon simone sofia sophia sophie soren stan
stanislav stefan stefano steffen stephan stephane stephanie stephen steve steven stuart sunil suresh susan sven sylvain takashi takeshi tamas tanya taro tatiana taylor
ted teresa terry theo theodore thierry thomas thorsten tim timo timothy tobias todd tom tomas tomasz tommy toni tony torsten travis trevor tyler ulrich ursula uwe vadim
valentin valerie vasily victor victoria vijay viktor vinay vincent virginia vitaly vivek vladimir volker walter warren wayne werner wesley wilhelm william willy wojciech
wolfgang xavier yann yannick yasuhiro yuki yuri yves yvonne zachary zoe zoltan
`

// latinFamilies are the most frequent family names of China and Korea in Latin letters.
const latinFamilies = `
bai cai cao chen cheng choi cui deng ding dong du duan fan fang feng fu gao gong gu guo han hao he hong hou hu huang jia jiang jin kang kim kong lai lei li liang liao lin
liu lu luo lyu ma mao meng mo pan pang park peng qian qiao qin qiu ren shao shen shi song su sun tan tang tao tian wan wang wei wen wu xia xiang xiao xie xiong xu xue yan
yang yao ye yi yin yu yuan zeng zhang zhao zheng zhong zhou zhu zou
`

// hanFamilies and hangulFamilies are the same in their own writing.
const (
	hanFamilies    = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范范石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴武戴莫孔向汤湯"
	hangulFamilies = "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노하곽성차주우구민진"
)
