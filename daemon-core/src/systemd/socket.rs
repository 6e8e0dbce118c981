//! The socket that systemd listens on: one datagram is one message.
//!
//! `sd-notify` has the texts, but connects to a path only, not to an abstract address, and its `send` waits where systemd does not
//! keep up.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

#[derive(Debug)]
pub(super) struct Socket {
    datagram: UnixDatagram,
    to: SocketAddr,
}

impl Socket {
    pub(super) fn open(address: &OsStr) -> io::Result<Self> {
        let to = parse(address)?;
        let datagram = UnixDatagram::unbound()?;
        datagram.set_nonblocking(true)?;
        Ok(Self { datagram, to })
    }

    /// Sends it at once; [`io::ErrorKind::WouldBlock`] if there is no room for it.
    pub(super) fn send(&self, message: &str) -> io::Result<()> {
        self.datagram.send_to_addr(message.as_bytes(), &self.to).map(|_| ())
    }
}

/// A path, or `@` and the name of an abstract socket.
fn parse(address: &OsStr) -> io::Result<SocketAddr> {
    match address.as_bytes() {
        [b'/', ..] => SocketAddr::from_pathname(address),
        [b'@', name @ ..] if !name.is_empty() => of_abstract(name),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "neither a path from `/` nor an abstract name after `@`")),
    }
}

#[cfg(target_os = "linux")]
fn of_abstract(name: &[u8]) -> io::Result<SocketAddr> {
    use std::os::linux::net::SocketAddrExt;
    SocketAddr::from_abstract_name(name)
}

#[cfg(not(target_os = "linux"))]
fn of_abstract(_: &[u8]) -> io::Result<SocketAddr> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "there are no abstract sockets here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_a_path_nor_an_abstract_name_is_an_error() {
        for wrong in ["", "@", "notify", "vsock:2:1234"] {
            let error = Socket::open(OsStr::new(wrong)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{wrong}");
        }
        assert!(Socket::open(OsStr::new("/run/systemd/notify")).is_ok());
    }
}
