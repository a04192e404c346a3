(** * Prefixes and addresses *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes.
Import ListNotations.
Open Scope N_scope.

(** A CIDR block: family, network address, number of leading bits that count. *)
Record Prefix := { prefix_family : N; network : N; prefix_length : N }.

Definition address_bits (f : N) : N := if f =? ipv4 then 32 else 128.

(** The bits that do not count. *)
Definition host_bits (c : Prefix) : N := address_bits (prefix_family c) - prefix_length c.

(** [CNV-7]: the leading bits agree. Host bits that are set in the network address have no
    effect. *)
Definition covers (c : Prefix) (address : N) : bool :=
  N.shiftr address (host_bits c) =? N.shiftr (network c) (host_bits c).

(** The addresses of a prefix as an interval: the network address with its host bits cleared, and
    with its host bits set. *)
Definition prefix_interval (c : Prefix) : Interval :=
  let first := N.shiftl (N.shiftr (network c) (host_bits c)) (host_bits c) in
  {| low := first; high := first + (2 ^ host_bits c - 1) |}.

(** Rules test the far end of the connection: the source of what enters, the destination of what
    leaves ([SG-4], [NACL-3]). *)
Inductive Direction := Ingress | Egress.

Definition peer (d : Direction) : Field :=
  match d with Ingress => Source | Egress => Destination end.

(** A prefix matches an address field of a packet of its own family only ([CNV-5]). *)
Definition prefix_matches (c : Prefix) (f : Field) (p : Packet) : bool :=
  (family p =? prefix_family c) && covers c (read f p).

Definition exactly (n : N) : Interval := {| low := n; high := n |}.

Definition prefix_box (c : Prefix) (f : Field) : Box :=
  [{| field := Family; range := exactly (prefix_family c) |};
   {| field := f; range := prefix_interval c |}].
