(** * First match to boxes *)

From Coq Require Import NArith Bool List Lia Permutation.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Model.NetworkACL.
From Isola Require Import Lemmas.Boxes Lemmas.Prefixes.
Import ListNotations.
Open Scope N_scope.

(** Going down an ordered list of tests: the result of the first that passes. *)
Fixpoint first_match {A} (tests : list (Boxes * A)) (otherwise : A) (p : Packet) : A :=
  match tests with
  | [] => otherwise
  | (test, result) :: rest => if in_boxes p test then result else first_match rest otherwise p
  end.

(** The guards that a packet passes. *)
Definition passed {A} (guards : list (Boxes * A)) (p : Packet) : list (Boxes * A) :=
  filter (fun guarded => in_boxes p (fst guarded)) guards.

Lemma passed_cons : forall {A} p test (result : A) rest,
  map snd (passed ((test, result) :: rest) p) =
  if in_boxes p test then result :: map snd (passed rest p) else map snd (passed rest p).
Proof. intros A p test result rest. unfold passed. simpl. destruct (in_boxes p test); reflexivity.
  Qed.

Lemma guards_after : forall {A} p (tests : list (Boxes * A)) otherwise earlier, on_wire p ->
  map snd (passed (first_match_guards earlier tests otherwise) p) =
  if in_boxes p earlier then [] else [first_match tests otherwise p].
Proof.
  intros A p tests otherwise earlier wire. revert earlier.
  induction tests as [| [test result] rest step]; intros earlier;
    cbn [first_match_guards first_match].
  - rewrite passed_cons, in_outside by exact wire. destruct (in_boxes p earlier); reflexivity.
  - rewrite passed_cons, in_subtract, step, in_boxes_app by exact wire.
    destruct (in_boxes p test), (in_boxes p earlier); reflexivity.
Qed.

(** The guards compiled from an ordered list of tests are disjoint and complete: every packet passes
    exactly one of them, and that one carries the result of going down the list. *)
Theorem first_match_to_boxes :
  forall A p (tests : list (Boxes * A)) otherwise, on_wire p ->
    map snd (passed (first_match_guards nothing tests otherwise) p) =
      [first_match tests otherwise p].
Proof. intros A p tests otherwise wire. apply (guards_after p tests otherwise nothing wire). Qed.

Lemma acl_rule_box_correct : forall d r p, in_box p (acl_rule_box d r) = acl_rule_matches d r p.
Proof.
  intros d r p. unfold acl_rule_box, acl_rule_matches.
  rewrite in_box_app, prefix_box_correct, service_box_correct. reflexivity.
Qed.

(** Going down the sorted list meets the matching rule with the lowest number. *)
Lemma insert_lowest : forall (keep : AclRule -> bool) r sorted,
  lowest (filter keep (insert r sorted)) = lowest (filter keep (r :: sorted)).
Proof.
  intros keep r sorted. induction sorted as [| s rest step]; [reflexivity |].
  simpl insert. destruct (N.ltb_spec (number s) (number r)); [| reflexivity].
  simpl. simpl in step.
  destruct (keep s) eqn:keeps, (keep r) eqn:keepr; simpl in *; rewrite ?step; try reflexivity.
  destruct (lowest (filter keep rest)) as [best |]; simpl.
  - destruct (N.ltb_spec (number best) (number r)), (N.ltb_spec (number best) (number s));
      simpl; repeat match goal with |- context [?a <? ?b] => destruct (N.ltb_spec a b) end;
      try reflexivity; lia.
  - repeat match goal with |- context [?a <? ?b] => destruct (N.ltb_spec a b) end; try reflexivity;
    lia.
Qed.

Lemma ascending_lowest : forall (keep : AclRule -> bool) rules,
  lowest (filter keep (ascending rules)) = lowest (filter keep rules).
Proof.
  intros keep rules. induction rules as [| r rest step]; [reflexivity |].
  change (ascending (r :: rest)) with (insert r (ascending rest)).
  rewrite insert_lowest. simpl. destruct (keep r); simpl; rewrite step; reflexivity.
Qed.

Inductive Ascending : list AclRule -> Prop :=
  | Ascending_nil : Ascending []
  | Ascending_cons : forall r rest, (forall s, In s rest -> number r <= number s) ->
    Ascending rest ->
      Ascending (r :: rest).

Lemma in_insert : forall s r sorted, In s (insert r sorted) -> s = r \/ In s sorted.
Proof.
  intros s r sorted. induction sorted as [| t rest step]; simpl; [intuition congruence |].
  destruct (number t <? number r); simpl; intuition congruence.
Qed.

Lemma insert_ascending : forall r sorted, Ascending sorted -> Ascending (insert r sorted).
Proof.
  intros r sorted order. induction order as [| s rest least order step]; simpl.
  - constructor; [intros s [] | constructor].
  - destruct (N.ltb_spec (number s) (number r)).
    + constructor; [| exact step]. intros t member.
      destruct (in_insert t r rest member) as [same | old].
      * subst t. lia.
      * exact (least t old).
    + constructor; [| constructor; assumption].
      intros t [same | old]; [subst t; lia | specialize (least t old); lia].
Qed.

Lemma lowest_of_ascending : forall (keep : AclRule -> bool) r rest, Ascending (r :: rest) ->
  lowest (r :: filter keep rest) = Some r.
Proof.
  intros keep r rest order. inversion order as [| r' rest' least _]; subst.
  simpl. destruct (lowest (filter keep rest)) as [best |] eqn:found; [| reflexivity].
  assert (member : In best (filter keep rest)).
  { clear -found. revert best found. induction (filter keep rest) as [| s l step];
    intros best found.
    - discriminate.
    - simpl in found. destruct (lowest l) as [b |].
      + destruct (number b <? number s); inversion found; subst; [right; apply step;
        reflexivity | left; reflexivity].
      + inversion found. left. reflexivity. }
  apply filter_In in member. specialize (least best (proj1 member)).
  destruct (N.ltb_spec (number best) (number r)); [lia | reflexivity].
Qed.

Lemma down_the_acl : forall d p rules, Ascending rules ->
  first_match (map (fun r => ([acl_rule_box d r], action r)) rules) Deny p = acl_decision d rules p.
Proof.
  intros d p rules order. unfold acl_decision. induction rules as [| r rest step]; [reflexivity |].
  simpl map. unfold first_match. fold (@first_match Action).
  rewrite in_boxes_one, acl_rule_box_correct. simpl filter.
  inversion order as [| r' rest' _ order_rest]; subst.
  destruct (acl_rule_matches d r p).
  - rewrite (lowest_of_ascending (fun s => acl_rule_matches d s p) r rest order). reflexivity.
  - exact (step order_rest).
Qed.

Lemma ascending_sorted : forall rules, Ascending (ascending rules).
Proof.
  intros rules. induction rules as [| r rest step]; [constructor |].
  exact (insert_ascending r _ step).
Qed.

(** Each packet passes exactly one compiled guard of a network ACL, and that guard carries the
    decision of [NACL-2]: that of the matching rule with the lowest number, else deny. *)
Theorem network_acl_guards :
  forall d rules p, on_wire p -> map snd (passed (acl_guards d rules) p) = [acl_decision d rules p].
Proof.
  intros d rules p wire. unfold acl_guards. rewrite first_match_to_boxes by exact wire.
  rewrite down_the_acl by apply ascending_sorted. unfold acl_decision. rewrite ascending_lowest.
  reflexivity.
Qed.

Lemma union_of_passed : forall p (guards : list (Boxes * Action)),
  in_boxes p (flat_map (fun guarded => if is_allow (snd guarded) then fst guarded else nothing)
    guards) =
  existsb is_allow (map snd (passed guards p)).
Proof.
  intros p guards. rewrite in_union_of. induction guards as [| [g a] rest step]; [reflexivity |].
  rewrite passed_cons. simpl. rewrite step. destruct a; simpl; destruct (in_boxes p g); reflexivity.
Qed.

(** The compiled set of a network ACL holds exactly the packets that it allows. *)
Theorem network_acl_to_boxes :
  forall d rules p, on_wire p -> in_boxes p (acl_allows d rules) =
    is_allow (acl_decision d rules p).
Proof.
  intros d rules p wire. unfold acl_allows.
  rewrite union_of_passed, network_acl_guards by exact wire. apply orb_false_r.
Qed.
