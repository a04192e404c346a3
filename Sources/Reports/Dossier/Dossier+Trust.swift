extension Dossier {
  func writeTrust(_ html: inout HTML) {
    section(&html, "trust", "How it was proved, and what has to be believed") { html in
      html.paragraph(
        "Isola reads the network twice. A simulator follows single packets through the objects, rule by rule. A compiler turns the same objects into constraints about all packets at once. The two share no code that evaluates a rule. Every packet in this report was found by the second and confirmed by the first.")
      html.paragraph(
        "A proof of a prohibition is an invariant: for each place of the network a set of packets, such that every packet that the policy's source may send is inside, every step that the network may take stays inside, and nothing forbidden or unknown is inside. Each of these statements is a small question that the solver Z3 answers; a second solver, a propositional proof checker and a program with a machine-checked proof can answer them again.")
      html.add("h3", "What has to be believed")
      html.list([
        "That the input describes the network. It is what the provider's interface answered, or a plan; nobody looked at packets.",
        "That Isola reads the input as the provider means it. What it does not know, it reports as unknown.",
        "That the forwarding graph is that of the network. Two readings are compared by tests, not by a proof.",
        "That networks that look alike to every rule and policy behave alike, so that one may stand for many. The theorem is proved on paper.",
        "Z3, for every proof without a certificate. With a certificate it need not be believed.",
        "The assumptions that are listed under what was read.",
      ])
      html.paragraph(
        "Not part of any claim: what runs on the hosts, identities and permissions, the provider's own faults, names and DNS, and what changed after the collection.")
    }
  }

  func writeRecheck(_ html: inout HTML) {
    section(&html, "recheck", "How to check this again") { html in
      html.paragraph(
        "The evidence bundle of this report holds the inputs or their hashes, the policies, every certificate and every counterexample with its choices.")
      html.add("ol") { html in
        html.add("li") { html in
          html.write("With Isola: ")
          html.add("code", "isola recheck BUNDLE --key SIGNER.pem")
          html.write(" reads the inputs again, derives every obligation itself and reports each step.")
        }
        html.add("li") { html in
          html.write("Without Isola: ")
          html.add("code", "BUNDLE/recheck.sh SIGNER.pem")
          html.write(
            " uses sha256sum, openssl and cvc5; README.md in the bundle explains the steps by hand.")
        }
        html.add("li") { html in
          html.write("The snapshot's hash on the cover is the SHA-256 of the list of input files in ")
          html.add("code", "manifest.json")
          html.write(", one line per file as sha256sum prints it, sorted by name.")
        }
      }
    }
  }

  func writeGlossary(_ html: inout HTML) {
    section(&html, "glossary", "Glossary") { html in
      html.facts([
        ("proved", "The claim holds for every packet and for every choice that the provider may make."),
        ("violated", "It does not: the packet in the finding breaks it, and a simulator replayed it."),
        ("unknown", "Something that is missing or not modelled lies on a relevant path, or a limit was reached. It is no success."),
        ("vacuous", "The policy speaks of nothing in this network. It is no success either."),
        ("not assessed", "No policy speaks about it."),
        ("certificate", "A file with the invariant of a proof. Others can check it without Isola."),
        ("counterexample", "A packet with every choice of the provider that is needed to replay it."),
        ("invariant", "A set of packets for each place of the network that no step of the network leaves."),
        ("obligation", "One small statement that a certificate needs, such as: this edge keeps inside the invariant."),
        ("snapshot", "The inputs of this report, named by one hash."),
        ("security group, network ACL", "The provider's packet filters at an interface and at a subnet."),
      ])
      html.paragraph("Rules such as SG-5 or RT-3 are those of Isola's text of the provider's behaviour (Specs/Network).")
    }
  }
}
