/// One page for each diagnostic code of the importers, in the order of the codes.
package struct ImportCode: Hashable, Sendable {
  package let code: String
  /// One line: what is wrong.
  package let title: String
  /// What it means for the result, and what to do.
  package let text: String

  package static let all: [ImportCode] = [
    .init(
      "IM001", "not a JSON document",
      "The file is not well-formed JSON in UTF-8. The place is exact. Nothing of the file is read."),
    .init(
      "IM002", "a file or folder cannot be read",
      "The path does not exist, or the system refuses access to it."),
    .init(
      "IM003", "no layout claims the input, or two do",
      "Isola recognises AWS CLI answers, Batfish snapshots, np-guard collector objects, cloudmapper folders, "
        + "recorded answers and envelopes by their content. This input is none of them."),
    .init(
      "IM004", "an object lacks a part that it must have",
      "An object without its id, a rule without a peer, an entry or a route without a destination: it cannot be "
        + "kept, and leaving it out would make the network smaller than it is."),
    .init(
      "IM005", "a value of another kind than expected",
      "A string where a number belongs, a list where an object belongs. Was the file edited by hand?"
    ),
    .init("IM006", "not an address or an address range", "Write `10.0.0.0/16` or `2001:db8::/56`."),
    .init(
      "IM007", "an address range has host bits set",
      "The range is read with its host bits masked away, as the provider does [CNV-7]."),
    .init(
      "IM008", "an impossible port range",
      "Ports lie between 0 and 65535, the lower one first [CNV-7]."),
    .init(
      "IM009", "two descriptions contradict each other",
      "The same object is described twice with different content. Answers of different days do not mix."
    ),
    .init(
      "IM010", "the two answers about security group rules differ",
      "`describe-security-groups` and `describe-security-group-rules` must say the same [IMP-6]."),
    .init(
      "IM011", "an answer stops before its end",
      "It carries a page token and no other answer continues it. The class is unknown from here on [IMP-3]."
    ),
    .init(
      "IM012", "an answer that is not read",
      "The key is not known, or the answer does not say which object it is about. It is counted by `isola inspect`."
    ),
    .init(
      "IM013", "a value that is not understood",
      "A new protocol, state, type or key. The object is kept with unknown behaviour; answers that depend on it "
        + "are unknown [IMP-5]."),
    .init(
      "IM014", "an object is named but not in the input",
      "Its place is kept; what is not known about it makes answers unknown where they need it [IMP-3a]."
    ),
    .init(
      "IM015", "two answers name different public addresses",
      "The interface is believed, the other answer is not [ENI-2]."),
    .init(
      "IM016", "an answer does not say which object it is about",
      "Put it into an envelope with its request, or the object's id into the file name [IMP-1, IMP-3b]."
    ),
    .init(
      "IM017", "a file that is not read",
      "No layout claims it, its name does not end in `.json`, or another recording of the call is used."),
    .init(
      "IM018", "the owner is not the account of the envelope",
      "The owner is believed. Shared VPCs are listed by every account that uses them [IMP-2]."),
    .init(
      "IM019", "a call gave no answer when the network was collected",
      "Access was denied, the service is not there, or what it lists changed while it was read. The class is unknown, "
        + "not empty [IMP-3c]. `isola inspect` lists the calls."),
    .init(
      "IM020", "a collection is not finished",
      "`isola collect` was stopped before it had read everything twice. Run the same command again; it goes on."),
  ]

  private init(_ code: String, _ title: String, _ text: String) {
    self.code = code
    self.title = title
    self.text = text
  }
}
