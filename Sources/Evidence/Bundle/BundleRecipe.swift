/// The files of a bundle that tell people how to re-check it, with Isola and without.
package enum BundleRecipe {
  package static let script = "recheck.sh"
  package static let text = "README.md"

  package static let paths: Set<String> = [script, text]

  /// The same for every bundle: nothing of the input stands in it.
  package static let scriptText = """
    #!/bin/sh
    # Re-checks this bundle with public tools: sha256sum, openssl and cvc5. README.md tells what each step shows.
    # usage: ./recheck.sh [PUBLIC-KEY.pem]
    set -u
    cd "$(dirname "$0")" || exit 2
    work=$(mktemp -d) || exit 2
    trap 'rm -rf "$work"' EXIT
    failed=0

    echo "1. hashes of the files"
    awk -F'"' '/^  "files": / { on = 1 }
      on && /^ *"path": / { path = $4 }
      on && /^ *"sha256": / { print $4 "  " path }' manifest.json >"$work/sums"
    if sha256sum --check --strict --quiet "$work/sums"; then echo "   as listed"; else failed=1; fi

    echo "2. signature of the manifest"
    if [ -f signatures/envelope.json ]; then
      key=${1:-signatures/public.pem}
      type=application/vnd.in-toto+json
      sed -n 's/^ *"payload": "\\([A-Za-z0-9+/=]*\\)",*$/\\1/p' signatures/envelope.json | base64 -d >"$work/payload"
      sed -n 's/^ *"sig": "\\([A-Za-z0-9+/=]*\\)",*$/\\1/p' signatures/envelope.json | base64 -d >"$work/signature"
      { printf 'DSSEv1 %d %s %d ' ${#type} "$type" "$(wc -c <"$work/payload")"; cat "$work/payload"; } >"$work/signed"
      openssl dgst -sha256 -verify "$key" -signature "$work/signature" "$work/signed" || failed=1
      hash=$(sha256sum <manifest.json | cut -d' ' -f1)
      if grep -q "\\"name\\":\\"manifest.json\\",\\"digest\\":{\\"sha256\\":\\"$hash\\"}" "$work/payload"; then
        echo "   it speaks of this manifest"
      else
        echo "   it speaks of another manifest"; failed=1
      fi
    else
      echo "   not signed"
    fi

    echo "3. obligations with cvc5"
    if command -v cvc5 >/dev/null; then
      count=0
      for file in obligations/*.smt2; do
        [ -e "$file" ] || continue
        answer=$(cvc5 --lang=smt2 "$file")
        if [ "$answer" = unsat ]; then count=$((count + 1)); else echo "   $file: $answer"; failed=1; fi
      done
      echo "   $count hold"
    else
      echo "   cvc5 is not installed"
    fi

    echo "4. certificates with the verified checker"
    if command -v isola-verified >/dev/null; then
      for file in certificates/*.cert; do
        [ -e "$file" ] || continue
        isola-verified check "$file" >/dev/null || { echo "   $file is not accepted"; failed=1; }
      done
    else
      echo "   isola-verified is not installed"
    fi

    echo "5. everything, from the inputs, with isola"
    if command -v isola >/dev/null; then
      isola recheck . ${1:+--key "$1"} || failed=1
    else
      echo "   isola is not installed"
    fi
    exit $failed

    """

  package static let recipeText = """
    # How to re-check this bundle

    `manifest.json` names every file here with its SHA-256, and every claim with its verdict and its evidence.

    With Isola: `isola recheck .` reads the inputs again, derives claims, obligations and replays itself, and prints in one
    sentence per claim what was established, by whom, under which assumptions, and what was taken on trust. With `--key`
    it also says whether a given key signed the bundle.

    Without Isola: `./recheck.sh [PUBLIC-KEY.pem]`, or by hand:

    1. Compare `sha256sum FILE` with the list `files` at the end of the manifest; `recheck.sh` has a line that compares all.
    2. `signatures/envelope.json` is a DSSE envelope around an in-toto statement about `manifest.json`. What is signed is the
       text `DSSEv1 LENGTH TYPE LENGTH PAYLOAD` with the lengths in bytes, `TYPE` = `application/vnd.in-toto+json`, and the payload
       decoded from base 64. Write it to `signed`, the decoded `sig` to `signature`, and run
       `openssl dgst -sha256 -verify PUBLIC-KEY.pem -signature signature signed`. Take the key from the signer, not from the bundle.
    3. `cvc5 obligations/KEY.smt2` must print `unsat` for every file: then no packet breaks that step of a proof. Any other
       SMT solver will do. Which obligations belong to which claim stands in the manifest.
    4. `isola-verified check certificates/FILE` prints `accepted` when the certificate's graph never lets a packet of its claim
       through; a machine-checked theorem stands behind that program.

    ## What has to be believed

    - that the inputs describe the network: they are a copy of what the provider's interface answered, or of a plan;
    - that Isola reads them as the provider means them, makes the forwarding graph of the certificates from them, and
      chooses the right VPCs to stand for others like them: steps 1 to 4 cannot show this, `isola recheck` does it again;
    - that the obligations of a certificate are all that are needed: `isola recheck` and `isola-verified` derive them themselves;
    - the programs that you run.

    A counterexample in `counterexamples/` is a packet with every choice that the provider may make; `isola recheck` sends it
    through a simulator that knows nothing of the proofs. A verdict without a certificate or counterexample (`unknown`,
    `vacuous`, some `proved`) has no evidence of its own: the manifest says which these are.

    A proof about configuration complements penetration tests. It does not replace them.

    """
}
