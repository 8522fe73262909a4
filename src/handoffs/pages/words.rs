//! Words on the client's pages: the people named there, what the client agrees to, and what keeps a letter from being signed.

use crate::handoffs::ClientProblem;
use crate::handoffs::operations::{Hand, Welcome};
use crate::web::Shell;

/// The people whom a page names, in words.
pub struct People {
    /// The helpers; empty while nobody is known.
    pub helpers: String,
    /// Their departments.
    pub departments: String,
    /// The banker.
    pub banker: String,
    /// The banker's branch; empty where there is none.
    pub branch: String,
}

impl People {
    /// The people of a page.
    pub fn of(shell: &Shell, welcome: &Welcome) -> Self {
        let mut departments: Vec<&str> = welcome.helpers.iter().map(|helper| helper.department.as_str()).collect();
        departments.dedup();
        departments.retain(|department| !department.is_empty());
        Self {
            helpers: shell.language.list(welcome.helpers.iter().map(|helper| helper.name.as_str())),
            departments: shell.language.list(departments),
            banker: welcome.banker.name.clone(),
            branch: welcome.banker.branch.clone(),
        }
    }
}

/// The words to which the client agrees by signing, as they stand on the page.
pub fn agreed_to(shell: &Shell, hand: &Hand, share_name: bool) -> String {
    let people = People::of(shell, &hand.welcome);
    serde_json::json!({
        "language": shell.language.tag(),
        "signing": readers(shell, &people),
        "share_name": share_name,
        "share_name_words": shell.say("client-share").to_string(),
    })
    .to_string()
}

/// The sentence that says who will read the letter.
pub fn readers(shell: &Shell, people: &People) -> String {
    if people.helpers.is_empty() {
        return shell.say("client-readers-unknown").with("banker", &people.banker).to_string();
    }
    shell.say("client-readers").with("people", &people.helpers).with("banker", &people.banker).to_string()
}

/// The field of a problem and its words.
pub fn told(shell: &Shell, problem: &ClientProblem) -> (&'static str, String) {
    let say = |message| shell.say(message).to_string();
    match problem {
        ClientProblem::NoWords => ("text", say("client-no-words")),
        ClientProblem::TooLong(over) => ("text", shell.say("client-too-long").with("over", *over).to_string()),
        ClientProblem::Unprintable => ("text", say("client-unprintable")),
        ClientProblem::NoName => ("name", say("client-no-name")),
        ClientProblem::BadName => ("name", say("client-bad-name")),
        ClientProblem::BadSignature => ("strokes", say("client-bad-signature")),
        ClientProblem::BadAddress => ("email", say("client-bad-address")),
        ClientProblem::Numbers(kinds) => {
            let names: Vec<String> = kinds.iter().map(|kind| say(kind.message())).collect();
            let kinds = shell.language.list(names.iter().map(String::as_str));
            ("text", shell.say("client-numbers").with("kinds", kinds).to_string())
        }
    }
}
