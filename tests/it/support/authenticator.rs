//! A passkey authenticator with its browser, in software: ES256 keys, attestation "none", a counter.
//! Follows https://www.w3.org/TR/webauthn-3/ sections 5.8.1, 6.1 and 6.5.

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Holds one key, for one person at one site.
#[derive(Clone)]
pub struct Authenticator {
    /// The site that the browser shows.
    pub origin: String,
    /// Asks for finger, face or PIN.
    pub verifies: bool,
    pub counter: u32,
    /// Whom it says the key belongs to.
    pub user: Vec<u8>,
    id: Vec<u8>,
    key: Vec<u8>,
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        let id: [u8; 16] = bigdatagemeenten::vault::random().unwrap();
        let key =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        Self {
            origin: origin.to_owned(),
            verifies: true,
            counter: 0,
            user: Vec::new(),
            id: id.to_vec(),
            key: key.as_ref().to_vec(),
        }
    }

    fn key(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key, &SystemRandom::new()).unwrap()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    /// User present, and verified when it asks for that.
    fn authenticator_data(&mut self, rp_id: &str, more_flags: u8) -> Vec<u8> {
        self.counter += 1;
        let verified = if self.verifies { 0x04 } else { 0 };
        let mut data = Sha256::digest(rp_id.as_bytes()).to_vec();
        data.push(0x01 | verified | more_flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// `navigator.credentials.create`, as its `toJSON` writes it.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user = decode(&options["user"]["id"]);
        self.create_again(options)
    }

    /// The same, for a key that stays the one of its first user.
    pub fn create_again(&mut self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(options["rp"]["id"].as_str().unwrap(), 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(cose_key(self.key().public_key().as_ref()));
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none");
        object.extend(b"\x67attStmt\xa0");
        object.extend(b"\x68authData\x59");
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        self.credential(json!({
            "attestationObject": BASE64URL_NOPAD.encode(&object),
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "transports": ["internal"],
        }))
    }

    /// `navigator.credentials.get`, as its `toJSON` writes it.
    pub fn get(&mut self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(options["rpId"].as_str().unwrap(), 0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature = self.key().sign(&SystemRandom::new(), &signed).unwrap();
        self.credential(json!({
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
            "userHandle": BASE64URL_NOPAD.encode(&self.user),
        }))
    }

    fn credential(&self, response: Value) -> Value {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "response": response, "clientExtensionResults": {},
        })
    }
}

fn decode(text: &Value) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.as_str().unwrap().as_bytes()).unwrap()
}

/// `{1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}` of an uncompressed point.
fn cose_key(point: &[u8]) -> Vec<u8> {
    let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
    key.extend([0x21, 0x58, 0x20]);
    key.extend(&point[1..33]);
    key.extend([0x22, 0x58, 0x20]);
    key.extend(&point[33..65]);
    key
}
