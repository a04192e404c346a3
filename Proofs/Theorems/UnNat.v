(** * Un-NAT is the inverse of NAT *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Connections Model.NAT Lemmas.Keys.
Import ListNotations.
Open Scope N_scope.

(** In every state of a gateway no two connections have the same outer key. *)
Lemma outer_keys_distinct : forall table, NatState table -> NoDup (map outside_key table).
Proof.
  intros table state. induction state as [| table public p table' p' _ distinct out];
    [constructor |].
  unfold nat_out in out. destruct (free table (key (translate public p))) eqn:unused;
    [| discriminate].
  inversion out; subst. simpl. constructor; [| exact distinct].
  intros member. apply in_map_iff in member. destruct member as [b [same known]].
  unfold free in unused. rewrite negb_true_iff in unused. apply not_true_iff_false in unused.
  apply unused. apply existsb_exists. exists b. split; [exact known |]. apply key_equal_true.
  exact same.
Qed.

Lemma find_binding : forall table b, NoDup (map outside_key table) -> In b table ->
  find (fun c => key_equal (outside_key c) (outside_key b)) table = Some b.
Proof.
  intros table b distinct member. induction table as [| c rest step]; [destruct member |].
  inversion distinct as [| k keys fresh others]; subst. simpl.
  destruct (key_equal (outside_key c) (outside_key b)) eqn:equal.
  - apply key_equal_true in equal. destruct member as [same | known]; [congruence |].
    exfalso. apply fresh. rewrite equal. apply in_map. exact known.
  - destruct member as [same | known]; [| exact (step others known)].
    subst c. exfalso. apply not_true_iff_false in equal. apply equal. apply key_equal_true.
    reflexivity.
Qed.

(** [later] can come of [earlier] by storing more connections. *)
Inductive Grown (earlier : NatTable) : NatTable -> Prop :=
  | Same : Grown earlier earlier
  | More : forall table public p table' p',
      Grown earlier table -> nat_out table public p = Some (table', p') -> Grown earlier table'.

Lemma grown_state : forall earlier later, NatState earlier -> Grown earlier later -> NatState later.
Proof.
  intros earlier later state growth.
  induction growth as [| table public p table' p' _ before out]; [exact state |].
  exact (Stored table public p table' p' before out).
Qed.

Lemma grown_keeps : forall earlier later b, Grown earlier later -> In b earlier -> In b later.
Proof.
  intros earlier later b growth member.
  induction growth as [| table public p table' p' _ before out]; [exact member |].
  unfold nat_out in out. destruct (free table (key (translate public p))); [| discriminate].
  inversion out; subst. right. exact before.
Qed.

(** Un-NAT inverts NAT: the reply to a translated packet comes back as exactly the reply to the
    packet as the client sent it, whatever address and port the gateway chose and whatever other
    connections it has stored before and since. *)
Theorem un_nat_inverts_nat :
  forall before public p after p' later,
    NatState before -> nat_out before public p = Some (after, p') -> Grown after later ->
    un_nat later (reverse p') = Some (reverse p).
Proof.
  intros before public p after p' later state out growth.
  pose proof (grown_state _ _ (Stored before public p after p' state out) growth) as later_state.
  unfold nat_out in out. destruct (free before (key (translate public p))); [| discriminate].
  inversion out; subst after p'.
  set (b := {| inside := key p; outside_key := key (translate public p) |}) in *.
  assert (known : In b later) by (apply (grown_keeps _ _ b growth); left; reflexivity).
  unfold un_nat. rewrite key_of_reverse, reverse_key_twice.
  pose proof (find_binding later b (outer_keys_distinct later later_state) known) as found.
  change (outside_key b) with (key (translate public p)) in found.
  rewrite found. reflexivity.
Qed.

(** Un-NAT delivers only replies: what it lets in belongs to a stored connection and goes to the
    client that opened it; every unsolicited packet is dropped ([NAT-6]). *)
Theorem only_replies_come_in :
  forall table p p', un_nat table p = Some p' ->
    exists b, In b table /\ key p = reverse_key (outside_key b) /\
      to (key p') = from (inside b) /\ from (key p') = from (key p).
Proof.
  intros table p p' came. unfold un_nat in came.
  destruct (find (fun b => key_equal (outside_key b) (reverse_key (key p))) table) as [b
    |] eqn:found;
    [| discriminate].
  apply find_some in found. destruct found as [known same]. apply key_equal_true in same.
  inversion came; subst p'. exists b. split; [exact known |]. split.
  - rewrite same, reverse_key_twice. reflexivity.
  - split; [| reflexivity]. destruct (inside b) as [f q [a n] e]. reflexivity.
Qed.
