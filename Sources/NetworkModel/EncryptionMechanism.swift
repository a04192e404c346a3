/// What may encrypt a packet on one hop (ENC-1).
package enum EncryptionMechanism: String, Hashable, Sendable, CaseIterable {
  /// Between the hardware of two hosts.
  case nitro
  /// By the ends of a connection themselves.
  case tls
  case ipsec
  case macsec
  /// Between Regions.
  case bulk
  /// Between the facilities of the provider; counts on request only (ENC-2).
  case phys
}
