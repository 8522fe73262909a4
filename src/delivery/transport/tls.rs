//! Trust in the relay's certificate: the system's certificate authorities and, if configured, the bank's own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// The reason why TLS to the relay cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    #[error("the certificate authority's file {path} cannot be read as PEM: {reason}")]
    CaFile { path: PathBuf, reason: String },
    #[error("the relay's host `{0}` is neither a host name nor an address, so no certificate can name it")]
    HostName(String),
    #[error("no certificate authority is installed on this machine and none is configured")]
    NobodyToTrust,
    #[error(transparent)]
    Tls(#[from] tokio_rustls::rustls::Error),
}

/// A connector that checks the relay's certificate against its name, TLS 1.2 and up.
pub(super) fn connector(host: &str, ca_file: Option<&Path>) -> Result<(TlsConnector, ServerName<'static>), TlsProblem> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| TlsProblem::HostName(host.to_owned()))?;
    let mut roots = RootCertStore::empty();
    // Unreadable certificates of the system are skipped; the others still count.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        let problem = |reason: String| TlsProblem::CaFile { path: path.to_owned(), reason };
        let certificates = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| problem(error.to_string()))?;
        if certificates.is_empty() {
            return Err(problem("there is no certificate in it".to_owned()));
        }
        for certificate in certificates {
            roots.add(certificate).map_err(|error| problem(error.to_string()))?;
        }
    }
    if roots.is_empty() {
        return Err(TlsProblem::NobodyToTrust);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok((TlsConnector::from(Arc::new(config)), name))
}
