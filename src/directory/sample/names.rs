//! Given and family names for the sample bank; every person in it is invented.
//!
//! A name in another script than Latin has a Latin form beside it, for the address.

/// A name as written, and its Latin form if that differs by more than marks.
pub(super) struct Name {
    pub written: &'static str,
    pub latin: &'static str,
}

/// Names that are combined with each other.
pub(super) struct Culture {
    /// True when the family name is written first.
    pub family_first: bool,
    pub given: &'static [Name],
    pub family: &'static [Name],
}

macro_rules! names {
    ($($written:literal $(= $latin:literal)?),+ $(,)?) => {
        &[$(names!(@ $written $(= $latin)?)),+]
    };
    (@ $written:literal = $latin:literal) => { Name { written: $written, latin: $latin } };
    (@ $written:literal) => { Name { written: $written, latin: $written } };
}

const fn given_first(given: &'static [Name], family: &'static [Name]) -> Culture {
    Culture { family_first: false, given, family }
}

pub(super) const CULTURES: &[Culture] = &[
    given_first(
        names![
            "Grace", "Owen", "Harriet", "Dylan", "Marcus", "Eleanor", "Wesley", "Naomi", "Clive", "Beatrice", "Toby",
            "Imogen"
        ],
        names![
            "Whitaker",
            "Lee",
            "Ashworth",
            "Bell",
            "Carmichael",
            "Dunn",
            "Fairchild",
            "Hargreaves",
            "Okonjo-Bright",
            "Pike",
            "Thorne",
            "Wainwright"
        ],
    ),
    given_first(
        names![
            "Priya", "Arjun", "Meera", "Rohan", "Kavita", "Sanjay", "Ananya", "Vikram", "Lakshmi", "Nikhil", "Divya",
            "Harish"
        ],
        names![
            "Raman",
            "Iyer",
            "Deshpande",
            "Chatterjee",
            "Nair",
            "Gill",
            "Kulkarni",
            "Bose",
            "Menon",
            "Reddy",
            "Subramaniam",
            "Joshi"
        ],
    ),
    given_first(
        names![
            "María", "José", "Lucía", "Andrés", "Begoña", "Íñigo", "Ximena", "Joaquín", "Noelia", "Álvaro", "Inés",
            "Ramón"
        ],
        names![
            "García",
            "Núñez",
            "Ibáñez",
            "Peña",
            "Zúñiga",
            "Ordóñez",
            "Cortés",
            "Echeverría",
            "Muñoz",
            "Quiñones",
            "Vázquez",
            "Fernández"
        ],
    ),
    given_first(
        names![
            "Łukasz",
            "Małgorzata",
            "Zbigniew",
            "Jadwiga",
            "Żaneta",
            "Paweł",
            "Grażyna",
            "Świętosław",
            "Agnieszka",
            "Bożena",
            "Michał",
            "Stanisław"
        ],
        names![
            "Wójcik",
            "Kowalczyk",
            "Śliwińska",
            "Dąbrowski",
            "Łęcki",
            "Żuraw",
            "Piątek",
            "Gołębiewski",
            "Jabłoński",
            "Nowak",
            "Szczęsny",
            "Ćwikła"
        ],
    ),
    given_first(
        names![
            "Åsa",
            "Søren",
            "Ingrid",
            "Øyvind",
            "Björn",
            "Astrid",
            "Jørgen",
            "Märta",
            "Håkon",
            "Sigríður",
            "Þórunn",
            "Mads"
        ],
        names![
            "Ångström",
            "Kjær",
            "Østergaard",
            "Lindqvist",
            "Bjørnson",
            "Hägg",
            "Sørensen",
            "Ekström",
            "Nygård",
            "Guðmundsdóttir",
            "Ström",
            "Ødegaard"
        ],
    ),
    given_first(
        names![
            "Jürgen",
            "Käthe",
            "Matthias",
            "Anneliese",
            "Götz",
            "Bärbel",
            "Florian",
            "Sieglinde",
            "Jörg",
            "Ursula",
            "Benedikt",
            "Henrike"
        ],
        names![
            "Groß",
            "Müller",
            "Schäfer",
            "Weißenborn",
            "Köhler",
            "Jäger",
            "Brückner",
            "Vogelsang",
            "Krämer",
            "Löwe",
            "Preuß",
            "Österreicher"
        ],
    ),
    given_first(
        names![
            "Chloé",
            "François",
            "Hélène",
            "Loïc",
            "Maëlle",
            "Étienne",
            "Anaïs",
            "Benoît",
            "Gaëtan",
            "Noémie",
            "Cédric",
            "Solène"
        ],
        names![
            "Lefèvre",
            "Bœuf",
            "Dupré",
            "L’Hôpital",
            "Gagné",
            "Château",
            "Desjardins",
            "Ménard",
            "D’Aubigné",
            "Rivière",
            "Crépin",
            "Barthélémy"
        ],
    ),
    Culture {
        family_first: true,
        given: names![
            "Thị Lan",
            "Văn Đức",
            "Minh Anh",
            "Thu Hương",
            "Quốc Bảo",
            "Ngọc Ánh",
            "Hữu Phước",
            "Thị Mỹ Duyên",
            "Đình Khôi",
            "Bích Ngọc",
            "Thành Trung",
            "Phương Thảo"
        ],
        family: names!["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng", "Võ", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương"],
    },
    given_first(
        names![
            "Ελένη" = "Eleni",
            "Γιώργος" = "Giorgos",
            "Κατερίνα" = "Katerina",
            "Δημήτρης" = "Dimitris",
            "Σοφία" = "Sofia",
            "Νίκος" = "Nikos",
            "Αγγελική" = "Angeliki",
            "Θανάσης" = "Thanasis",
        ],
        names![
            "Παπαδοπούλου" = "Papadopoulou",
            "Οικονόμου" = "Oikonomou",
            "Γεωργίου" = "Georgiou",
            "Αλεξάνδρου" = "Alexandrou",
            "Μαυρομιχάλη" = "Mavromichali",
            "Ξένος" = "Xenos",
        ],
    ),
    given_first(
        names![
            "Оксана" = "Oksana",
            "Андрій" = "Andrii",
            "Соломія" = "Solomiia",
            "Богдан" = "Bohdan",
            "Йордан" = "Yordan",
            "Милена" = "Milena",
            "Ярослав" = "Yaroslav",
            "Зоряна" = "Zoriana",
        ],
        names![
            "Шевчук" = "Shevchuk",
            "Ковальчук" = "Kovalchuk",
            "Їжакевич" = "Yizhakevych",
            "Димитров" = "Dimitrov",
            "Петренко" = "Petrenko",
            "Жуковський" = "Zhukovskyi",
            "Станкова" = "Stankova",
        ],
    ),
    given_first(
        names![
            "Adaeze",
            "Chukwuemeka",
            "Folasade",
            "Kwabena",
            "Amara",
            "Tendai",
            "Yaa",
            "Babajide",
            "Thandiwe",
            "Sipho",
            "Wanjiru",
            "Ayọ̀délé"
        ],
        names![
            "Okafor",
            "Adébáyọ̀",
            "Mensah",
            "Nkemelu",
            "Dlamini",
            "Mwangi",
            "Boateng",
            "Ogunlẹ́sì",
            "Moyo",
            "Asante",
            "Eze",
            "Khumalo"
        ],
    ),
    given_first(
        names![
            "Ayşe", "İbrahim", "Gülşen", "Oğuz", "Çağla", "Işık", "Şebnem", "Ümit", "Nazlı", "Özgür", "Defne", "Barış"
        ],
        names![
            "Yıldız",
            "Öztürk",
            "Çelik",
            "Şahin",
            "Güneş",
            "Aydın",
            "Koç",
            "Doğan",
            "Kılıç",
            "Erdoğdu",
            "Taş",
            "Bayraktar"
        ],
    ),
    given_first(
        names![
            "Jiří",
            "Zuzana",
            "Ondřej",
            "Růžena",
            "Štěpán",
            "Ľubica",
            "Matěj",
            "Žofia",
            "Dušan",
            "Tomáš",
            "Božena",
            "Kateřina"
        ],
        names![
            "Dvořák",
            "Němcová",
            "Řezníček",
            "Hruška",
            "Šťastná",
            "Kučera",
            "Čermák",
            "Ďurica",
            "Veselý",
            "Žáková",
            "Ľupták",
            "Procházka"
        ],
    ),
    given_first(
        names![
            "Siobhán", "Pádraig", "Niamh", "Oisín", "Gráinne", "Cormac", "Róisín", "Tadhg", "Aoife", "Fionn", "Máire",
            "Seán"
        ],
        names![
            "O’Brien",
            "Ní Dhomhnaill",
            "Mac Giolla",
            "O’Súilleabháin",
            "Kavanagh",
            "Ó Briain",
            "Byrne",
            "Fitzgerald",
            "McGrath",
            "Nolan",
            "Ó Cuív",
            "Quinn"
        ],
    ),
    given_first(
        names!["Hana", "Jun", "Mei", "Wei", "Soo-jin", "Min-ho", "Aiko", "Kenji", "Xiaoli", "Haruki", "Ji-woo", "Ren"],
        names!["Tanaka", "Kim", "Zhang", "Sato", "Park", "Chen", "Watanabe", "Liu", "Choi", "Ito", "Huang", "Nakamura"],
    ),
    given_first(
        names![
            "Leila", "Omar", "Yasmin", "Karim", "Farah", "Samir", "Nadia", "Tariq", "Rania", "Bilal", "Amina", "Hassan"
        ],
        names![
            "Haddad",
            "al-Masri",
            "Benali",
            "Khoury",
            "Rahimi",
            "Mansour",
            "Hosseini",
            "Saleh",
            "Darwish",
            "El Amrani",
            "Nasser",
            "Qureshi"
        ],
    ),
];
