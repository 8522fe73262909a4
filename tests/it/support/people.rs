//! The cast: thirteen people of an invented bank, each with a part in the tests, called by first name.
//!
//! ```text
//! ines (chief)
//! ├── hana (operations)
//! │   ├── ruth (head of Wire Operations)
//! │   │   └── priya (back office): the helper
//! │   └── greta (head of Card Services)
//! │       ├── omar (back office): another helper, another chain
//! │       └── bea (back office)
//! ├── tom (Oak Street's manager)
//! │   ├── sam (banker): who sends
//! │   └── mia (banker): another one
//! ├── hugo (hr)
//! ├── noor (auditor)
//! └── lena (admin, granted by hand)
//! ```

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// The directory file of the cast.
pub const FILE: &str = "\
employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date
1,Ines Okafor,ines@bank.example,Chief Executive,Board,Head Office,1001,,,2010-01-04,
2,Hana Sato,hana@bank.example,Head of Operations,Operations,Head Office,1002,1,,2012-03-01,
3,Ruth Adler,ruth@bank.example,Head of Wire Operations,Wire Operations,Head Office,1003,2,,2014-06-01,
4,Priya Raman,priya@bank.example,Wire Specialist,Wire Operations,Head Office,4417,3,back_office,2019-09-02,
5,Greta Olsen,greta@bank.example,Head of Card Services,Card Services,Head Office,1005,2,,2013-01-07,
6,Omar Khan,omar@bank.example,Card Specialist,Card Services,Head Office,4520,5,back_office,2021-02-01,
7,Bea Novák,bea@bank.example,Card Specialist,Card Services,Head Office,4521,5,back_office,2022-05-02,
8,Tom Brandt,tom@bank.example,Branch Manager,Oak Street,Oak Street,2001,1,,2015-04-01,
9,Sam Lee,sam@bank.example,Banker,Oak Street,Oak Street,2002,8,banker,2018-10-01,
10,Mia Chen,mia@bank.example,Banker,Oak Street,Oak Street,2003,8,banker,2020-01-06,
11,Hugo Reyes,hugo@bank.example,HR Partner,Human Resources,Head Office,1011,1,hr,2016-08-01,
12,Noor Haddad,noor@bank.example,Internal Auditor,Audit,Head Office,1012,1,auditor,2017-11-01,
13,Lena Fischer,lena@bank.example,System Administrator,Technology,Head Office,1013,1,,2019-01-01,
";

/// Password of everyone in the cast.
pub const PASSWORD: &str = "heron quiet ladder 4";

/// A hash of it that takes a thousandth of the time of a real one (argon2id, 8 KiB, one pass).
pub static CHEAP_HASH: LazyLock<String> = LazyLock::new(|| {
    let cheap = Params::new(Params::MIN_M_COST, 1, 1, None).expect("a cost");
    let salt = SaltString::encode_b64(b"the same for all").expect("a salt");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    argon2.hash_password(PASSWORD.as_bytes(), &salt).expect("a hash").to_string()
});

/// Mail address of a person of the cast.
pub fn address(who: &str) -> String {
    format!("{who}@bank.example")
}
