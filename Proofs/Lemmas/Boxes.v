(** * The box operations mean what they say *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes.
Import ListNotations.
Open Scope N_scope.

Lemma in_box_app : forall p a b, in_box p (a ++ b) = in_box p a && in_box p b.
Proof. intros p a b. apply forallb_app. Qed.

Lemma in_boxes_app : forall p a b, in_boxes p (a ++ b) = in_boxes p a || in_boxes p b.
Proof. intros p a b. apply existsb_app. Qed.

Lemma in_boxes_one : forall p b, in_boxes p [b] = in_box p b.
Proof. intros p b. apply orb_false_r. Qed.

(** A packet is in the intersection iff it is in both. *)
Lemma in_intersect : forall p xs ys, in_boxes p (intersect xs ys) = in_boxes p xs && in_boxes p ys.
Proof.
  intros p xs ys. induction xs as [| x rest step]; [reflexivity |].
  change (in_boxes p (map (fun y => x ++ y) ys ++ intersect rest ys) =
    (in_box p x || in_boxes p rest) && in_boxes p ys).
  rewrite in_boxes_app, step, andb_orb_distrib_l. f_equal. clear step.
  induction ys as [| y others again]; [symmetry; apply andb_false_r |].
  change (in_box p (x ++ y) || in_boxes p (map (fun y => x ++ y) others) =
    in_box p x && (in_box p y || in_boxes p others)).
  rewrite in_box_app, again, andb_orb_distrib_r. reflexivity.
Qed.

Lemma in_outside_constraint : forall p c, on_wire p ->
  in_boxes p (outside_constraint c) = negb (satisfies p c).
Proof.
  intros p [f [first last]] wire. unfold outside_constraint, satisfies, within. simpl.
  specialize (wire f). rewrite in_boxes_app.
  destruct (N.ltb_spec 0 first), (N.ltb_spec last (maximum f)), (N.leb_spec first (read f p)),
    (N.leb_spec (read f p) last); simpl; unfold satisfies, within; simpl;
    repeat match goal with |- context [?a <=? ?b] => destruct (N.leb_spec a b); simpl end; lia.
Qed.

Lemma in_outside_box : forall p b, on_wire p -> in_boxes p (outside_box b) = negb (in_box p b).
Proof.
  intros p b wire. induction b as [| c rest step]; [reflexivity |].
  change (in_boxes p (outside_constraint c ++ intersect [[c]] (outside_box rest)) =
    negb (satisfies p c && in_box p rest)).
  rewrite in_boxes_app, in_intersect, step, in_outside_constraint by exact wire.
  rewrite in_boxes_one. simpl. rewrite andb_true_r.
  destruct (satisfies p c), (in_box p rest); reflexivity.
Qed.

(** A packet on the wire is in the complement iff it is not in the union. *)
Lemma in_outside : forall p bs, on_wire p -> in_boxes p (outside bs) = negb (in_boxes p bs).
Proof.
  intros p bs wire. induction bs as [| b rest step]; [reflexivity |].
  change (in_boxes p (intersect (outside_box b) (outside rest)) = negb (in_box p b
    || in_boxes p rest)).
  rewrite in_intersect, step, in_outside_box by exact wire. symmetry. apply negb_orb.
Qed.

Lemma in_subtract : forall p xs ys, on_wire p ->
  in_boxes p (subtract xs ys) = in_boxes p xs && negb (in_boxes p ys).
Proof. intros p xs ys wire. unfold subtract. rewrite in_intersect, in_outside by exact wire.
  reflexivity. Qed.

Lemma in_union_of : forall {A} p (f : A -> Boxes) l,
  in_boxes p (flat_map f l) = existsb (fun a => in_boxes p (f a)) l.
Proof.
  intros A p f l. induction l as [| a rest step]; [reflexivity |].
  simpl. rewrite in_boxes_app, step. reflexivity.
Qed.
