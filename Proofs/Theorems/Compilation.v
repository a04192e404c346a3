(** * The compiled graph of VPCs lets pass whatever the interpreter does

    So what a certificate proves of the graph holds of the network, as the interpreter runs it. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.SecurityGroups
  Model.NetworkACL Model.Network Model.Walk Model.Filters Model.ForwardingGraph Model.Interpreter
  Model.CompiledVpc.
From Isola Require Import Lemmas.Boxes Lemmas.Compilation Theorems.Invariants Theorems.FirstMatch
  Theorems.Statefulness Theorems.Interpreter.
Import ListNotations.
Open Scope N_scope.

(** In words: whenever the interpreter delivers what a host sends, the compiled graph has a trace from
    the host to the same receiver, with the packet that arrives, or out of the VPC, where nothing is
    known. So the graph forgets no way, whatever the provider chooses. *)
Theorem compiled_graph_misses_nothing :
  forall net choices uncollected_open p i e r,
    by_number eni_id i (interfaces net) = Some e ->
    let leg := forward net choices uncollected_open nothing_wrong p (FromInterface i) in
    leg_end leg = Walk.Delivered r ->
    exists n l, Trace (vpc_graph net) n (sent_by i, p) (l, p) /\
      (place_of r l /\ leg_packet leg = p \/ l = outside).
Proof.
  intros net choices uncollected_open p i e r found leg arrives.
  exact (misses_nothing net choices uncollected_open p i e (r, leg_packet leg) found
    (conj arrives eq_refl)).
Qed.

(** In words: whenever the interpreter delivers what the Internet sends, the compiled graph has a trace
    from the Internet to the same receiver, with the packet that arrives there. *)
Theorem compiled_graph_misses_nothing_from_the_internet :
  forall net choices uncollected_open p r,
    let leg := forward net choices uncollected_open nothing_wrong p FromInternet in
    leg_end leg = Walk.Delivered r ->
    exists n l, Trace (vpc_graph net) n (from_internet, p) (l, leg_packet leg) /\ place_of r l.
Proof.
  intros net choices uncollected_open p r leg arrives.
  exact (misses_nothing_from_internet net choices uncollected_open p (r, leg_packet leg)
    (conj arrives eq_refl)).
Qed.

(** Where the graph has what an emitter sends. *)
Definition start_of (from : Emitter) : Location :=
  match from with FromInterface i => sent_by i | FromInternet => from_internet end.

(** In words: what a safety certificate proves of the compiled graph holds of the network: no packet
    of the claim, sent by a host or from the Internet, is delivered to an interface where the claim
    forbids what arrives. *)
Theorem certificates_of_the_graph_hold_of_the_network :
  forall net (starts bad annotation : States),
    SafetyCertificate (vpc_graph net) starts bad annotation ->
    forall choices uncollected_open p from j,
      let leg := forward net choices uncollected_open nothing_wrong p from in
      (forall i, from = FromInterface i -> exists e, by_number eni_id i (interfaces net) = Some e) ->
      starts (start_of from, p) -> bad (received_by j, leg_packet leg) ->
      leg_end leg <> Walk.Delivered (AtInterface j).
Proof.
  intros net starts bad annotation certificate choices uncollected_open p from j leg known start
    wrong arrives.
  pose proof (invariant_soundness _ _ _ _ certificate) as safe. destruct from as [i |].
  - destruct (known i eq_refl) as [e found].
    destruct (compiled_graph_misses_nothing _ _ _ _ _ _ _ found arrives) as [n [l [trace [[there
      same] | out]]]].
    + simpl in there. subst l. fold leg in same. rewrite same in wrong.
      exact (proj1 (safe n _ _ start trace) wrong).
    + subst l. apply (proj2 (safe n _ _ start trace)). exists 0. reflexivity.
  - destruct (compiled_graph_misses_nothing_from_the_internet _ _ _ _ _ arrives) as [n [l [trace
      there]]].
    simpl in there. subst l. exact (proj1 (safe n _ _ start trace) wrong).
Qed.

(** ** Its guards are boxes *)

(** In words: where the rules of an interface are all understood, the guard of its groups is the union
    of boxes that they compile to. *)
Theorem group_guards_are_boxes :
  forall net d heading (sender : Sender) e p,
    is_judged e = true ->
    first_doubt p (read_groups net nothing_wrong d heading e) = None ->
    may_pass_groups net d heading sender e p =
      in_boxes p (sg_allows d (seen_from net sender heading)
        (map (map snd) (known_rules (read_groups net nothing_wrong d heading e)))).
Proof.
  intros net d heading sender e p judged no_doubt. unfold may_pass_groups.
  rewrite judged, no_doubt, orb_false_r, security_groups_to_boxes. reflexivity.
Qed.

(** In words: where all entries of a network ACL are understood, its guard is the union of boxes that
    it compiles to. *)
Theorem acl_guards_are_boxes :
  forall d acl p,
    (forall ne, In ne (acl_entries acl) -> entry_unknown ne = None) -> on_wire p ->
    may_pass_entries d acl p = in_boxes p (acl_allows d (rules_of d acl)).
Proof.
  intros d acl p understood wire.
  pose proof (acl_that_runs_equals_its_boxes d acl (leg_begins p New nothing_remembered) understood
    wire) as same.
  cbn [packet leg_begins] in same.
  apply eq_true_iff_eq. rewrite <- same. clear same. unfold may_pass_entries, judge_entries.
  cbn [packet leg_begins].
  destruct (deciding_entry nothing_wrong d (entries_of d acl) p) as [[index entry] |].
  - destruct (entry_unknown entry); simpl.
    + split; [intros _; eexists; reflexivity | reflexivity].
    + destruct (acl_decision d _ p); split; try discriminate.
      * intros _. eexists. reflexivity.
      * reflexivity.
      * intros [w' no]. discriminate.
  - split; [discriminate | intros [w' no]; discriminate].
Qed.
