(** * The forwarding graph

    Locations, guarded edges with rewrites, traces of any length ([REA-1], [REA-2]). A location is
    the finite part of a state: where the packet is, on which leg, with which choices pinned and
    which stateful devices passed. The packet is the rest. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.ValueSets.
Import ListNotations.
Open Scope N_scope.

Definition Location := N.

(** What a location means for a trace ([REA-2], [CNV-2]). *)
Inductive Kind :=
  | Transit                    (** the packet is on its way *)
  | Delivered                  (** the owner of the destination has accepted the packet *)
  | Dropped (reason : N)       (** a rule has decided against it *)
  | UnknownSink (missing : N)  (** what happens depends on input that is missing *).

(** How an edge changes one field. [Choose] covers a constant (a set of one value) and every
    nondeterministic rewrite, such as address and free port of [NAT-3]. [Copy] covers the reversal of
    [FLW-2] and un-NAT to a pinned value. *)
Inductive Assignment :=
  | Keep
  | Copy (from : Field)
  | Choose (values : Values).

(** Fields that are not listed are kept; of two entries for one field the first counts. All fields
    are assigned at once, from the packet before the edge. *)
Definition Rewrite := list (Field * Assignment).

Fixpoint assignment (r : Rewrite) (f : Field) : Assignment :=
  match r with
  | [] => Keep
  | (g, a) :: rest => if Field_beq f g then a else assignment rest f
  end.

(** [after] is one of the packets that the rewrite can make of [before]. *)
Definition rewrites (r : Rewrite) (before after : Packet) : Prop :=
  forall f,
    match assignment r f with
    | Keep => read f after = read f before
    | Copy g => read f after = read g before
    | Choose values => holds (read f after) values = true
    end.

(** [guard] says which packets may take the edge. *)
Record Edge := {
  tail : Location;
  head : Location;
  guard : Packet -> bool;
  rewrite : Rewrite;
}.

Record Graph := {
  kind : Location -> Kind;
  edges : list Edge;
}.

Definition State := (Location * Packet)%type.

(** Between delivery, drop and unknown there is no further step: a trace stops there ([REA-2]). *)
Definition in_transit (g : Graph) (s : State) : Prop := kind g (fst s) = Transit.

(** The edge [e] takes the packet of [s] to [s']. *)
Definition takes (e : Edge) (s s' : State) : Prop :=
  tail e = fst s /\ head e = fst s' /\ guard e (snd s) = true /\
  rewrites (rewrite e) (snd s) (snd s').

(** [REA-1]. Several edges may take the same packet, and one edge may choose among several packets:
    the successors form a set ([CNV-6]), nothing is said about how likely each is. *)
Definition step (g : Graph) (s s' : State) : Prop :=
  in_transit g s /\ exists e, In e (edges g) /\ takes e s s'.

(** [Trace g n s s']: from [s] the packet can come to [s'] in [n] steps. There is no bound on
    [n]. *)
Inductive Trace (g : Graph) : nat -> State -> State -> Prop :=
  | Here : forall s, Trace g 0 s s
  | Hop : forall n s s' s'', step g s s' -> Trace g n s' s'' -> Trace g (S n) s s''.

Definition delivered (g : Graph) (s : State) : Prop := kind g (fst s) = Delivered.

(** A drop is a drop location, or a transit location from which no edge takes the packet: no rule
    accepts it (for instance [RT-6], no candidate route). *)
Definition dropped (g : Graph) (s : State) : Prop :=
  (exists reason, kind g (fst s) = Dropped reason) \/
  (in_transit g s /\ forall s', ~ step g s s').

Definition unknown (g : Graph) (s : State) : Prop :=
  exists missing, kind g (fst s) = UnknownSink missing.

(** A set of states, for instance the starts of a claim or its bad states. *)
Definition States := State -> Prop.
