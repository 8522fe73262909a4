//! The metadata packet (XMP, ISO 16684-1) that says which standards a document keeps.

use chrono::NaiveDate;

/// What a document says about itself.
pub struct Metadata {
    pub title: String,
    pub author: String,
    pub subject: String,
    /// What tells this document from every other; none of a draft.
    pub identifier: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// The day of the document; it stands for creation and change.
    pub date: NaiveDate,
}

impl Metadata {
    /// What the file says made it. Without a version: an upgrade does not make another document.
    pub const PROGRAM: &'static str = "Commend";
}

/// The packet. The same facts as in the information dictionary, word for word (ISO 19005-2, 6.6.3).
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

/// PDF/A wants every schema it does not know described (ISO 19005-2, 6.6.2.3).
const UA_SCHEMA: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the document keeps to</pdfaProperty:description>
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

/// What the packet can say of `text`, for the information dictionary, which has to say the same.
pub fn legible(text: &str) -> String {
    text.chars().filter(|&c| is_legible(c)).collect()
}

/// Whether XML 1.0 has a place for a character (Char, section 2.2).
fn is_legible(c: char) -> bool {
    !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
