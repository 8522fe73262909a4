//! Names of branches: a directory may write `Oak Street` or `Oak Street Branch`, a text says `Oak Street branch`.

/// `Oak Street`, also where the directory calls it "Oak Street Branch".
pub fn short(branch: &str) -> &str {
    match branch.trim().rsplit_once(char::is_whitespace) {
        Some((name, word)) if word.eq_ignore_ascii_case("branch") => name.trim_end(),
        _ => branch.trim(),
    }
}

/// `Oak Street branch`; nothing for people in no branch.
pub fn long(branch: &str) -> String {
    match short(branch) {
        "" => String::new(),
        name => format!("{name} branch"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_has_the_word_once() {
        for written in ["Oak Street", "Oak Street Branch", " Oak Street  branch"] {
            assert_eq!((short(written), long(written).as_str()), ("Oak Street", "Oak Street branch"));
        }
        assert_eq!((short(" "), long("").as_str()), ("", ""));
        assert_eq!(long("Branch"), "Branch branch");
    }
}
