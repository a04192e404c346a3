(** * Ranks preserve satisfiability *)

From Coq Require Import NArith Bool List Lia PeanoNat.
From Isola Require Import Model.Boxes Model.Ranks Lemmas.Cells.
Import ListNotations.
Open Scope N_scope.

(** What makes two formulas that differ only in their constants one solver call: under any renaming
    of values that keeps their order within a sort, a formula and its image are true together,
    provided that the new intervals hold the renamed values exactly where the old ones hold the
    originals. So a model of the one decodes to a model of the other. *)
Theorem renaming_preserves_truth :
  forall s t v w interval, well_sorted s t ->
    (forall x y, In x (variables t) -> In y (variables t) -> sort s x = sort s y ->
      v x < v y -> w x < w y) ->
    (forall x y, In x (variables t) -> In y (variables t) -> sort s x = sort s y ->
      v x = v y -> w x = w y) ->
    (forall x values, In x (variables t) -> incl [low values;
      high values + 1] (term_cuts s (sort s x) t) ->
      within (w x) (interval x values) = within (v x) values) ->
    true_under w (image interval t) = true_under v t.
Proof.
  intros s t v w interval.
  induction t as [x values | x y | x y | t step | t step u other | t step u other];
    simpl; intros sorted order same members.
  - apply members; [left; reflexivity |]. rewrite Nat.eqb_refl. apply incl_refl.
  - assert (x_in : x = x \/ y = x \/ False) by tauto.
    assert (y_in : x = y \/ y = y \/ False) by tauto.
    pose proof (order x y x_in y_in sorted). pose proof (order y x y_in x_in (eq_sym sorted)).
    pose proof (same x y x_in y_in sorted).
    apply eq_true_iff_eq. rewrite !N.eqb_eq. lia.
  - assert (x_in : x = x \/ y = x \/ False) by tauto.
    assert (y_in : x = y \/ y = y \/ False) by tauto.
    pose proof (order x y x_in y_in sorted). pose proof (order y x y_in x_in (eq_sym sorted)).
    pose proof (same x y x_in y_in sorted).
    apply eq_true_iff_eq. rewrite !N.ltb_lt. lia.
  - rewrite step; auto.
  - assert (from_t : forall x, In x (variables t) -> In x (variables t ++ variables u)) by (intros;
    apply in_app_iff; tauto).
    assert (from_u : forall x, In x (variables u) -> In x (variables t ++ variables u)) by (intros;
      apply in_app_iff; tauto).
    f_equal; [apply step | apply other]; try tauto; auto;
      intros x values known cut; apply members; auto using incl_appl, incl_appr.
  - assert (from_t : forall x, In x (variables t) -> In x (variables t ++ variables u)) by (intros;
    apply in_app_iff; tauto).
    assert (from_u : forall x, In x (variables u) -> In x (variables t ++ variables u)) by (intros;
      apply in_app_iff; tauto).
    f_equal; [apply step | apply other]; try tauto; auto;
      intros x values known cut; apply members; auto using incl_appl, incl_appr.
Qed.

Lemma image_of_itself : forall t, image (fun _ values => values) t = t.
Proof. induction t; simpl; congruence. Qed.

(** The compressed values: each value moves towards the start of its cell, and all keep their
    order. *)
Definition compressed (s : Sorting) (cuts : nat -> list N) (t : Term) (v : Valuation) : Valuation :=
  fun x => compress (cuts (sort s x)) (map v (variables_of s (sort s x) t)) (v x).

Lemma value_known : forall s t (v : Valuation) x, In x (variables t) ->
  In (v x) (map v (variables_of s (sort s x) t)).
Proof.
  intros s t v x member. apply in_map. unfold variables_of.
  rewrite nodup_In, filter_In, Nat.eqb_refl.
  tauto.
Qed.

Lemma compressed_truth : forall s cuts t v, well_sorted s t ->
  (forall of, incl (term_cuts s of t) (cuts of)) ->
  true_under (compressed s cuts t v) t = true_under v t.
Proof.
  intros s cuts t v sorted enough. rewrite <- (image_of_itself t) at 2.
  apply (renaming_preserves_truth s); [exact sorted | | |].
  - intros x y known_x _ same less. unfold compressed. rewrite <- same.
    apply compress_monotone; [| exact less]. exact (value_known s t v x known_x).
  - intros x y _ _ same equal. unfold compressed. rewrite <- same, equal. reflexivity.
  - intros x values _ cut. unfold compressed.
    apply (cell_decides_interval (cuts (sort s x))).
    + apply enough, cut. left. reflexivity.
    + apply enough, cut. right. left. reflexivity.
    + apply compress_cell.
Qed.

(** A formula over interval membership, equality and order has a solution iff it has one that uses,
    of each cell, only the first min(size, m) values, m the number of variables of the sort. The
    cells may be cut finer than the formula needs (one cut set shared by many formulas): it makes no
    difference, so cells that no atom separates may be merged. *)
Theorem ranks_preserve_satisfiability :
  forall s t (cuts : nat -> list N), well_sorted s t ->
    (forall of, incl (term_cuts s of t) (cuts of)) ->
    satisfiable s t <-> satisfiable_by_ranks s cuts t.
Proof.
  intros s t cuts sorted enough. split.
  - intros [v [bounded truth]]. exists (compressed s cuts t v). split.
    + intros x member. specialize (bounded x member).
      pose proof (value_known s t v x member) as known.
      unfold compressed, representative.
      pose proof (compress_below (cuts (sort s x)) (map v (variables_of s (sort s x) t)) (v x)) as
        below.
      pose proof (rank_bound (cuts (sort s x)) _ (v x) known) as few. rewrite map_length in few.
      split; [lia |]. rewrite compress_cell. unfold compress. lia.
    + rewrite (compressed_truth s cuts t v sorted enough). exact truth.
  - intros [v [bounded truth]]. exists v. split; [| exact truth].
    intros x member. exact (proj1 (bounded x member)).
Qed.
