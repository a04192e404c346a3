(** * Prefixes and services as boxes *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Lemmas.Boxes.
Import ListNotations.
Open Scope N_scope.

(** Agreement on the leading bits is membership in the interval. *)
Lemma covers_interval : forall c address, covers c address = within address (prefix_interval c).
Proof.
  intros c address. unfold covers, within, prefix_interval. simpl.
  rewrite !N.shiftr_div_pow2, N.shiftl_mul_pow2.
  set (size := 2 ^ host_bits c). set (index := network c / size).
  assert (positive : size <> 0) by (apply N.pow_nonzero; discriminate).
  pose proof (N.div_mod address size positive) as split_address.
  pose proof (N.mod_lt address size positive) as small.
  set (r := address mod size) in *. set (q := address / size) in *. clearbody r q index size.
  rewrite (N.mul_comm index size). apply eq_true_iff_eq. rewrite N.eqb_eq, andb_true_iff, !N.leb_le.
  split; [intros same; subst q; lia |].
  intros [above below]. destruct (N.lt_trichotomy q index) as [less | [same | more]];
    [| exact same |].
  - assert (size * (q + 1) <= size * index) by (apply N.mul_le_mono_l; lia). lia.
  - assert (size * (index + 1) <= size * q) by (apply N.mul_le_mono_l; lia). lia.
Qed.

Lemma within_exactly : forall n m, within n (exactly m) = (n =? m).
Proof.
  intros n m. unfold within, exactly. simpl.
  destruct (N.leb_spec m n), (N.leb_spec n m), (N.eqb_spec n m); simpl; lia.
Qed.

Lemma prefix_box_correct : forall c f p, in_box p (prefix_box c f) = prefix_matches c f p.
Proof.
  intros c f p. unfold prefix_box, prefix_matches, in_box, satisfies. simpl.
  rewrite within_exactly, covers_interval, andb_true_r. reflexivity.
Qed.

Lemma wildcard_box_correct : forall f expected p,
  in_box p (wildcard_box f expected) = wildcard expected (read f p).
Proof.
  intros f [n |] p; [| reflexivity]. unfold in_box, satisfies. simpl.
  rewrite within_exactly, andb_true_r. reflexivity.
Qed.

Lemma service_box_correct : forall s p, in_box p (service_box s) = service_matches s p.
Proof.
  intros [| n ports | n type code | n] p; unfold service_box, service_matches.
  - reflexivity.
  - unfold in_box, satisfies. simpl. rewrite within_exactly, andb_true_r. reflexivity.
  - rewrite (app_comm_cons (wildcard_box IcmpType type) (wildcard_box IcmpCode code)).
    rewrite in_box_app, wildcard_box_correct. f_equal.
    change (satisfies p {| field := Protocol;
      range := exactly n |} && in_box p (wildcard_box IcmpType type) =
      (protocol p =? n) && wildcard type (read IcmpType p)).
    rewrite wildcard_box_correct. unfold satisfies. simpl. rewrite within_exactly. reflexivity.
  - unfold in_box, satisfies. simpl. rewrite within_exactly, andb_true_r. reflexivity.
Qed.
