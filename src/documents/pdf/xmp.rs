//! The metadata packet (XMP, ISO 16684-1), which declares the standards that a document conforms to.

use chrono::NaiveDate;

/// The metadata of a document.
pub struct Metadata {
    pub title: String,
    pub author: String,
    pub subject: String,
    /// The unique identifier of the document; a draft has none.
    pub identifier: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// The date of the document, used as its creation and modification date.
    pub date: NaiveDate,
}

impl Metadata {
    /// The creating program in the metadata. Without a version, so that an upgrade does not change documents.
    pub const PROGRAM: &'static str = "Commend";
}

/// The packet, with the same values as the information dictionary (ISO 19005-2, 6.6.3).
pub fn packet(metadata: &Metadata) -> String {
    let [title, author, subject, language] =
        [&metadata.title, &metadata.author, &metadata.subject, &metadata.language].map(|text| escaped(text));
    // The information dictionary has no empty subject either.
    let subject = match subject.as_str() {
        "" => String::new(),
        subject => format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>\n"
        ),
    };
    let identifier = metadata
        .identifier
        .as_deref()
        .map_or_else(String::new, |identifier| format!("<dc:identifier>{}</dc:identifier>\n", escaped(identifier)));
    let date = metadata.date.format("%Y-%m-%dT00:00:00Z");
    let program = Metadata::PROGRAM;
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
{subject}{identifier}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{program}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{UA_SCHEMA}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{feff}',
    )
}

/// PDF/A requires a description of every schema that it does not define (ISO 19005-2, 6.6.2.3).
const UA_SCHEMA: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"#;

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ if !is_legible(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// `text` without characters that XML cannot hold, for the information dictionary, which must have the same value as the
/// packet.
pub fn legible(text: &str) -> String {
    text.chars().filter(|&c| is_legible(c)).collect()
}

/// True if XML 1.0 allows a character (Char, section 2.2).
fn is_legible(c: char) -> bool {
    !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
