(** * Equality of connection keys *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Connections.
Open Scope N_scope.

Lemma end_equal_true : forall a b, end_equal a b = true <-> a = b.
Proof.
  intros [a m] [b n]. unfold end_equal. simpl. rewrite andb_true_iff, !N.eqb_eq. split.
  - intros [same_address same_port]. congruence.
  - intros same. inversion same. tauto.
Qed.

Lemma key_equal_true : forall a b, key_equal a b = true <-> a = b.
Proof.
  intros [f p a b] [g q c d]. unfold key_equal. simpl.
  rewrite !andb_true_iff, !N.eqb_eq, !end_equal_true. split.
  - intros [[[one two] three] four]. congruence.
  - intros same. inversion same. tauto.
Qed.

Lemma reverse_key_twice : forall k, reverse_key (reverse_key k) = k.
Proof. intros [f p a b]. reflexivity. Qed.

(** The reply has the key of the request, seen from the other end. *)
Lemma key_of_reverse : forall p, key (reverse p) = reverse_key (key p).
Proof. reflexivity. Qed.

(** A packet and its reply belong to the same connections. *)
Lemma same_connection_reverse : forall k p,
  same_connection k (key p) = true -> same_connection k (key (reverse p)) = true.
Proof.
  intros k p. unfold same_connection. rewrite key_of_reverse, reverse_key_twice.
  rewrite !orb_true_iff. tauto.
Qed.
