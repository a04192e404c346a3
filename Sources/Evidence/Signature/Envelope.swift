import Collection
internal import Crypto

/// A statement about a manifest in an envelope: in-toto in DSSE, signed with ECDSA over P-256 and SHA-256.
///
/// What is signed is `DSSEv1 LENGTH TYPE LENGTH PAYLOAD`; `openssl dgst -sha256 -verify` checks it.
package struct Envelope: Hashable, Sendable {
  package static let path = Manifest.signatures + "envelope.json"
  package static let keyPath = Manifest.signatures + "public.pem"

  private static let payloadType = "application/vnd.in-toto+json"
  private static let statementType = "https://in-toto.io/Statement/v1"
  private static let predicateType = "urn:isola:evidence:1"

  package let payload: [UInt8]
  /// In DER.
  package let signature: [UInt8]
  /// SHA-256 of the public key in DER.
  package let keyID: String

  /// What is signed about a manifest.
  package static func statement(_ manifest: [UInt8]) -> [UInt8] {
    let digest = JSONTree.object(["sha256": .string(SHA256Text.of(manifest))])
    let subject = JSONTree.object(["name": .string(Manifest.fileName), "digest": digest])
    let tree = JSONTree.object([
      "_type": .string(statementType), "subject": .array([subject]),
      "predicateType": .string(predicateType),
      "predicate": .object(["schema": .string("isola.evidence/1")]),
    ])
    return Array(tree.text(indent: nil).utf8)
  }

  /// DSSE's pre-authentication encoding.
  static func encoded(_ payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
  }

  package var text: [UInt8] {
    let one = JSONTree.object([
      "keyid": .string(keyID), "sig": .string(Base64.text(signature)),
    ])
    let tree = JSONTree.object([
      "payloadType": .string(Self.payloadType), "payload": .string(Base64.text(payload)),
      "signatures": .array([one]),
    ])
    return Array((tree.text(indent: 0) + "\n").utf8)
  }

  package init(payload: [UInt8], signature: [UInt8], keyID: String) {
    self.payload = payload
    self.signature = signature
    self.keyID = keyID
  }

  /// Reads what `text` gives, and nothing else.
  package init(_ bytes: [UInt8]) throws(EvidenceFlaw) {
    guard let tree = try? JSONTree(parsing: bytes),
      tree["payloadType"]?.string == Self.payloadType,
      let payload = tree["payload"]?.string.flatMap(Base64.bytes),
      let one = tree["signatures"]?.elements.first, tree["signatures"]?.elements.count == 1,
      let signature = one["sig"]?.string.flatMap(Base64.bytes), let keyID = one["keyid"]?.string
    else { throw EvidenceFlaw("expected a DSSE envelope with one signature") }
    self.init(payload: payload, signature: signature, keyID: keyID)
    guard text == bytes else {
      throw EvidenceFlaw("the envelope is not written as isola writes envelopes")
    }
  }
}

/// A private key of a PEM file (PKCS #8 or SEC 1).
package struct SigningKey: Sendable {
  private let key: P256.Signing.PrivateKey

  package init(pem: String) throws(EvidenceFlaw) {
    // `openssl ecparam -genkey` writes the curve in a block of its own before the key.
    let block = pem.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !($0.hasPrefix("-----BEGIN") && $0.contains("PRIVATE KEY")) }
    do {
      key = try P256.Signing.PrivateKey(pemRepresentation: block.joined(separator: "\n"))
    } catch {
      throw EvidenceFlaw("expected a private key of the curve P-256 in PEM, without a passphrase")
    }
  }

  package var publicPEM: [UInt8] { Array((key.publicKey.pemRepresentation + "\n").utf8) }

  /// The files of `signatures/` for a manifest.
  package func files(for manifest: [UInt8]) throws(EvidenceFlaw) -> [String: [UInt8]] {
    let payload = Envelope.statement(manifest)
    do {
      let signature = try key.signature(for: Envelope.encoded(payload))
      let keyID = SHA256Text.of(Array(key.publicKey.derRepresentation))
      let envelope = Envelope(
        payload: payload, signature: Array(signature.derRepresentation), keyID: keyID)
      return [Envelope.path: envelope.text, Envelope.keyPath: publicPEM]
    } catch {
      throw EvidenceFlaw("the manifest cannot be signed: \(error)")
    }
  }
}

/// A public key of a PEM file.
package struct VerifyingKey: Sendable {
  private let key: P256.Signing.PublicKey

  package init(pem: String) throws(EvidenceFlaw) {
    do {
      key = try P256.Signing.PublicKey(pemRepresentation: pem)
    } catch {
      throw EvidenceFlaw("expected a public key of the curve P-256 in PEM")
    }
  }

  /// SHA-256 of the key in DER.
  package var fingerprint: String { SHA256Text.of(Array(key.derRepresentation)) }

  /// Whether the envelope speaks of this manifest, and this key signed it.
  package func signed(_ envelope: Envelope, manifest: [UInt8]) -> Bool {
    guard envelope.payload == Envelope.statement(manifest), envelope.keyID == fingerprint,
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: envelope.signature)
    else { return false }
    return key.isValidSignature(signature, for: Envelope.encoded(envelope.payload))
  }
}

/// Base 64 with padding and without line breaks (RFC 4648, section 4).
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var group: UInt32 = 0
      for byte in part { group = group << 8 | UInt32(byte) }
      group <<= UInt32(8 * (3 - part.count))
      for position in 0..<4 {
        let isPadding = position > part.count
        result.append(
          isPadding ? UInt8(ascii: "=") : letters[Int(group >> UInt32(18 - 6 * position) & 63)])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Nil for anything that `text` does not give.
  static func bytes(_ text: String) -> [UInt8]? {
    var values: [UInt32] = []
    for byte in text.utf8 where byte != UInt8(ascii: "=") {
      guard let value = letters.firstIndex(of: byte) else { return nil }
      values.append(UInt32(value))
    }
    var result: [UInt8] = []
    for start in stride(from: 0, to: values.count, by: 4) {
      let part = values[start..<min(start + 4, values.count)]
      var group: UInt32 = 0
      for value in part { group = group << 6 | value }
      group <<= UInt32(6 * (4 - part.count))
      for position in 0..<(part.count - 1) {
        result.append(UInt8(group >> UInt32(16 - 8 * position) & 255))
      }
    }
    return self.text(result) == text ? result : nil
  }
}
