//! Fields that are a row of bytes: written and read in one piece, and not byte by byte.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};

/// A `Vec<u8>`, or a `[u8; N]`, in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes<T>(pub T);

impl<T: AsRef<[u8]>> Serialize for Bytes<&T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_ref())
    }
}

/// What bytes can be made into.
trait FromBytes: Sized {
    fn from_bytes(bytes: &[u8]) -> Option<Self>;

    fn from_owned(bytes: Vec<u8>) -> Option<Self> {
        Self::from_bytes(&bytes)
    }
}

impl FromBytes for Vec<u8> {
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(bytes.to_vec())
    }

    fn from_owned(bytes: Vec<u8>) -> Option<Self> {
        Some(bytes)
    }
}

impl<const N: usize> FromBytes for [u8; N] {
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok()
    }
}

impl<'de> Deserialize<'de> for Bytes<Vec<u8>> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(OneOf(PhantomData)).map(Bytes)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<[u8; N]> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(OneOf(PhantomData)).map(Bytes)
    }
}

struct OneOf<T>(PhantomData<T>);

impl<'de, T: FromBytes> Visitor<'de> for OneOf<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes, as many as there should be")
    }

    #[inline]
    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
        T::from_bytes(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
    }

    #[inline]
    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<T, E> {
        let length = bytes.len();
        T::from_owned(bytes).ok_or_else(|| E::invalid_length(length, &self))
    }

    /// As formats without bytes have it, and peers that write byte by byte.
    fn visit_seq<S: SeqAccess<'de>>(self, mut bytes: S) -> Result<T, S::Error> {
        let mut all = Vec::new();
        while let Some(byte) = bytes.next_element()? {
            all.push(byte);
        }
        self.visit_byte_buf(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec::{read, write};

    #[test]
    fn what_was_written_in_one_piece_is_read_and_so_is_what_was_not() {
        let (vec, array) = (vec![200_u8; 100], [7_u8; 16]);
        let mut body = Vec::new();
        write("bytes", &(Bytes(&vec), Bytes(&array)), &mut body).expect("bytes");
        assert!(body.len() < 125, "{} bytes", body.len());
        let both: (Bytes<Vec<u8>>, Bytes<[u8; 16]>) = read("bytes", &body).expect("bytes");
        assert_eq!(both, (Bytes(vec.clone()), Bytes(array)));
        body.clear();
        write("bytes", &(&vec, &array), &mut body).expect("bytes");
        let both: (Bytes<Vec<u8>>, Bytes<[u8; 16]>) = read("bytes", &body).expect("bytes");
        assert_eq!(both, (Bytes(vec), Bytes(array)));
    }

    #[test]
    fn bytes_of_another_number_are_refused() {
        let mut body = Vec::new();
        write("bytes", &Bytes(&[7_u8; 15]), &mut body).expect("bytes");
        assert!(read::<Bytes<[u8; 16]>>("bytes", &body).is_err());
    }
}
