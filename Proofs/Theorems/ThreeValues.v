(** * Three values *)

From Coq Require Import Bool List.
From Isola Require Import Model.Verdicts.
Import ListNotations.

(** Conjunction over a list is what [CNV-2] says: deny iff one denies; unknown iff none denies and
    one is unknown; allow iff all allow. *)
Theorem conjunction_by_the_rule : forall verdicts,
  (all_of verdicts = Deny <-> In Deny verdicts) /\
  (all_of verdicts = Unknown <-> ~ In Deny verdicts /\ In Unknown verdicts) /\
  (all_of verdicts = Allow <-> forall v, In v verdicts -> v = Allow).
Proof.
  induction verdicts as [| v rest [deny [unknown allow]]]; simpl.
  - intuition discriminate.
  - assert (every : (forall w, v = w \/ In w rest -> w = Allow) <->
      v = Allow /\ (forall w, In w rest -> w = Allow)).
    { split; [intros each; split; [apply each; left; reflexivity | intros w known; apply each;
      right; exact known] |].
      intros [first others] w [same | known]; [congruence | exact (others w known)]. }
    rewrite every, <- allow. destruct v, (all_of rest) eqn:value; simpl;
      repeat split; intros; try discriminate; intuition (try discriminate; try congruence).
Qed.

(** Disjunction over a list is the dual ([CNV-2]). *)
Theorem disjunction_by_the_rule : forall verdicts,
  any_of verdicts = opposite (all_of (map opposite verdicts)).
Proof.
  induction verdicts as [| v rest step]; [reflexivity |].
  simpl. rewrite step. destruct v, (all_of (map opposite rest)); reflexivity.
Qed.

Lemma judge_agrees : forall input world f, possible input world ->
  agrees (judge input f) (holds world f).
Proof.
  intros input world f fits. induction f as [name | f one | f one g two | f one g two]; simpl.
  - exact (fits name).
  - destruct (judge input f); simpl in *; try rewrite one; constructor.
  - destruct (judge input f), (judge input g); simpl in *;
      try rewrite one; try rewrite two; try rewrite andb_false_r; constructor.
  - destruct (judge input f), (judge input g); simpl in *;
      try rewrite one; try rewrite two; try rewrite orb_true_r; constructor.
Qed.

(** Whatever the unknowns turn out to be: a claim that is proved holds, a claim that is violated
    fails. *)
Theorem answers_hold_in_every_world :
  forall polarity input f world, possible input world ->
    (answer polarity (judge input f) = Proved -> claim polarity (holds world f) = true) /\
    (answer polarity (judge input f) = Violated -> claim polarity (holds world f) = false).
Proof.
  intros polarity input f world fits. pose proof (judge_agrees input world f fits) as agreement.
  destruct polarity, (judge input f); simpl in *; rewrite ?agreement; split; intros;
    try discriminate;
    reflexivity.
Qed.

(** Knowing less never proves more: if something that was known becomes unknown, the answer stays as
    it was or becomes undecided. In particular an unknown never turns a claim into a proved one. *)
Theorem unknown_never_proves :
  forall polarity less more f, knows_less less more ->
    answer polarity (judge less f) = answer polarity (judge more f) \/
    answer polarity (judge less f) = Undecided.
Proof.
  intros polarity less more f fewer.
  assert (verdict : judge less f = judge more f \/ judge less f = Unknown).
  { induction f as [name | f one | f one g two | f one g two]; simpl.
    - exact (fewer name).
    - destruct one as [one | one]; rewrite one; [left | right]; reflexivity.
    - destruct one as [one | one], two as [two | two]; rewrite one, two; [left; reflexivity | ..];
        destruct (judge more f), (judge more g); simpl; auto.
    - destruct one as [one | one], two as [two | two]; rewrite one, two; [left; reflexivity | ..];
        destruct (judge more f), (judge more g); simpl; auto. }
  destruct verdict as [same | lost]; [left; rewrite same; reflexivity |].
  right. rewrite lost. destruct polarity; reflexivity.
Qed.
