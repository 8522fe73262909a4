//! What is written in a letter comes back from its PDF.

use commend::documents::Renderer;

use super::sample;

#[test]
fn sample_letter() {
    let renderer = Renderer::new().expect("fonts");
    let rendered = renderer.letter(&sample::letter()).expect("a letter");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("letter.pdf");
    std::fs::write(&path, &rendered.bytes).expect("written");
    println!("{} {} bytes, {} pages", path.display(), rendered.bytes.len(), rendered.pages);
}
