//! Outside tools that read PDF files: poppler, qpdf and MuPDF, as `./check` installs them.

use std::process::Command;

/// Runs a program from the check script's list; a missing program fails the test and refers to ./check.
pub fn tool(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.output().unwrap_or_else(|error| panic!("{name} is needed ({error}): install what ./check installs"));
    assert!(output.status.success(), "{name} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a PDF in reading order, with white space collapsed to single spaces.
pub fn pdf_text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("read.pdf");
    std::fs::write(&path, pdf).expect("the folder can be written");
    squeezed(&tool(Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&path).arg("-")))
}
