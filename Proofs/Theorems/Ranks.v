(** * Ranks preserve satisfiability *)

From Coq Require Import NArith Bool List Lia PeanoNat.
From Isola Require Import Model.Boxes Model.Ranks Lemmas.Cells Lemmas.Lists.
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

(** Cells that no atom separates may be merged, and cells may be cut further: as long as both cut
    sets hold the cuts of the formula, it is satisfiable over the ranks of the one iff over the
    ranks of the other. *)
Theorem merging_cells_preserves_satisfiability :
  forall s t (cuts merged : nat -> list N), well_sorted s t ->
    (forall of, incl (term_cuts s of t) (cuts of)) ->
    (forall of, incl (term_cuts s of t) (merged of)) ->
    satisfiable_by_ranks s cuts t <-> satisfiable_by_ranks s merged t.
Proof.
  intros s t cuts merged sorted enough enough'.
  rewrite <- (ranks_preserve_satisfiability s t cuts sorted enough).
  exact (ranks_preserve_satisfiability s t merged sorted enough').
Qed.

(** Truth over values that are representatives is truth over their numbers. *)
Lemma truth_over_ranks : forall s t (values : nat -> list N) v, well_sorted s t ->
  (forall x, In x (variables t) -> In (v x) (values (sort s x))) ->
  true_under (fun x => index (values (sort s x)) (v x)) (over_ranks s values t) = true_under v t.
Proof.
  intros s t values v sorted listed. unfold over_ranks.
  apply (renaming_preserves_truth s t v); [exact sorted | | |].
  - intros x y known_x _ same less. rewrite <- same.
    exact (index_grows _ _ _ (listed x known_x) less).
  - intros x y _ _ same equal. rewrite same, equal. reflexivity.
  - intros x interval known _. apply within_ranks. exact (listed x known).
Qed.

(** Only the values of its variables make a formula true. *)
Lemma truth_by_variables : forall t (interval : nat -> Interval -> Interval) v w,
  (forall x, In x (variables t) -> v x = w x) ->
  true_under v (image interval t) = true_under w (image interval t).
Proof.
  intros t interval v w.
  induction t as [x values | x y | x y | t step | t step u other | t step u other];
    simpl; intros same.
  - rewrite (same x); auto.
  - rewrite (same x), (same y); auto.
  - rewrite (same x), (same y); auto.
  - rewrite step; auto.
  - rewrite step, other; auto using in_or_app.
  - rewrite step, other; auto using in_or_app.
Qed.

(** A model over ranks decodes to a model of the formula: each variable takes the representative
    with its number. So what a solver answers about ranks can be shown as packets. *)
Theorem models_decode :
  forall s t (cuts : nat -> list N) w, well_sorted s t ->
    let values := representatives s cuts t in
    (forall x, In x (variables t) -> w x < N.of_nat (length (values (sort s x)))) ->
    true_under w (over_ranks s values t) = true ->
    (forall x, In x (variables t) -> decode (values (sort s x)) (w x) <= top s (sort s x)) /\
    true_under (fun x => decode (values (sort s x)) (w x)) t = true.
Proof.
  intros s t cuts w sorted values bounded truth.
  pose proof (representatives_listed s cuts t) as lists. fold values in lists.
  assert (listed : forall x, In x (variables t) ->
    In (decode (values (sort s x)) (w x)) (values (sort s x))).
  { intros x known. apply decode_member. exact (bounded x known). }
  split.
  - intros x known. destruct (lists (sort s x)) as [all _]. exact (proj1 (proj1 (all _) (listed x
      known))).
  - rewrite <- (truth_over_ranks s t values _ sorted listed). rewrite <- truth.
    assert (same : forall x, In x (variables t) ->
      index (values (sort s x)) (decode (values (sort s x)) (w x)) = w x).
    { intros x known. apply index_decode; [exact (proj2 (lists (sort s x))) |].
      exact (bounded x known). }
    exact (truth_by_variables t _ _ w same).
Qed.

(** A formula over interval membership, equality and order is satisfiable iff its image is: the same
    formula over the numbers of the representatives, at most min(size of the cell, variables) for
    each cell. *)
Theorem image_is_equisatisfiable :
  forall s t (cuts : nat -> list N), well_sorted s t ->
    (forall of, incl (term_cuts s of t) (cuts of)) ->
    satisfiable s t <->
    exists w,
      (forall x, In x (variables t) ->
        w x < N.of_nat (length (representatives s cuts t (sort s x)))) /\
      true_under w (over_ranks s (representatives s cuts t) t) = true.
Proof.
  intros s t cuts sorted enough. pose proof (representatives_listed s cuts t) as lists.
  set (values := representatives s cuts t) in *. split.
  - intros solvable. apply (ranks_preserve_satisfiability s t cuts sorted enough) in solvable.
    destruct solvable as [v [chosen truth]].
    assert (listed : forall x, In x (variables t) -> In (v x) (values (sort s x))).
    { intros x known. exact (proj2 (proj1 (lists (sort s x)) (v x)) (chosen x known)). }
    exists (fun x => index (values (sort s x)) (v x)). split.
    + intros x known. apply index_bound. exact (listed x known).
    + rewrite (truth_over_ranks s t values v sorted listed). exact truth.
  - intros [w [bounded truth]].
    exists (fun x => decode (values (sort s x)) (w x)).
    exact (models_decode s t cuts w sorted bounded truth).
Qed.
