(** * The certificate checker at work

    A small network with NAT, a drop and a missing peering: genuine certificates are accepted,
    damaged ones are not, and none is accepted for a false claim. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.ValueSets Model.SharedSets
  Model.ForwardingGraph Model.Certificates Examples.Vectors.
Import ListNotations.
Open Scope N_scope.

(** Sets by number. *)
Definition numbered {A} (l : list (N * A)) : Numbers.t A :=
  fold_right (fun entry m => Numbers.add (fst entry) (snd entry) m) (Numbers.empty A) l.

Definition range (first last : N) : Values := [{| low := first; high := last |}].

(** Host 0, router 1, service 2 (delivered), drop 3, a peering that is not in the snapshot 4, NAT 5,
    outside 6 (delivered). Only HTTPS to the service passes the router; other traffic to 10/8 is
    dropped, except that to 10.9/16, about which nothing is known; the rest goes through NAT to the
    outside. *)
Definition ten := range (ip 10 0 0 0) (ip 10 255 255 255).
Definition peered_range := range (ip 10 9 0 0) (ip 10 9 255 255).

Definition small_table : Table :=
  numbered
    [(1, range 4 4); (2, ten); (3, peered_range); (4, range host_a host_a); (5, range host_b host_b);
     (6, range 6 6); (7, range 80 80); (8, range 443 443);
     (9, without ten peered_range); (10, without ten (range host_b host_b));
     (11, without (without ten (range host_b host_b)) peered_range);
     (12, without (range 0 255) (range 6 6)); (13, without (range 0 65535) (range 443 443));
     (14, without (whole Destination) ten); (15, range (ip 198 51 100 1) (ip 198 51 100 1));
     (16, range 1024 65535); (17, range (ip 203 0 113 0) (ip 203 0 113 255)); (18, range 6 6)].

Definition everything : NamedBoxes := [[]].
Definition peered : NamedBox := [(Family, 1); (Destination, 3)].
Definition service_https : NamedBox :=
  [(Family, 1); (Destination, 5); (Protocol, 6); (DestinationPort, 8)].

(** 10/8 without the peering, and without HTTPS to the service. *)
Definition refused : NamedBoxes :=
  [[(Family, 1); (Destination, 11)]; [(Family, 1); (Destination, 5); (Protocol, 12)];
   [(Family, 1); (Destination, 5); (DestinationPort, 13)]].

(** What is not IPv4 to 10/8. *)
Definition other : NamedBoxes := [[(Family, 18)]; [(Destination, 14)]].

Definition edge (t h : Location) (bs : NamedBoxes) (r : NamedRewrite) : NamedEdge :=
  {| edge_tail := t; edge_head := h; edge_guard := bs; edge_rewrite := r |}.

Definition small_network : NamedGraph :=
  {| table := small_table;
     kinds := numbered [(0, Transit); (1, Transit); (2, Delivered); (3, Dropped 1);
                        (4, UnknownSink 9); (5, Transit); (6, Delivered)];
     named_edges :=
       [edge 0 1 everything [];
        edge 1 2 [service_https] [];
        edge 1 4 [peered] [];
        edge 1 3 refused [];
        edge 1 5 other [];
        edge 5 6 everything [(Source, OneOf 15); (SourcePort, OneOf 16)]] |}.

(** The host sends HTTP to the service: it is never delivered there. *)
Definition http_to_service : NamedBox :=
  [(Family, 1); (Source, 4); (Destination, 5); (Protocol, 6); (DestinationPort, 7)].

Definition no_http : SafetyClaim :=
  {| starts := numbered [(0, [http_to_service])];
     bad := numbered [(2, everything); (6, everything)] |}.

Definition no_http_annotation : list (Location * NamedBoxes) :=
  [(0, [http_to_service]); (1, [http_to_service]); (3, [http_to_service])].

Example genuine_accepted : check_safety small_network no_http (numbered no_http_annotation) = true.
Proof. vm_compute. reflexivity. Qed.

(** A start is missing; an edge leaves the annotation; a bad state is annotated. *)
Example without_start :
  check_safety small_network no_http
    (numbered [(1, [http_to_service]); (3, [http_to_service])]) = false.
Proof. vm_compute. reflexivity. Qed.

Example without_successor :
  check_safety small_network no_http
    (numbered [(0, [http_to_service]); (1, [http_to_service])]) = false.
Proof. vm_compute. reflexivity. Qed.

Example with_bad_state :
  check_safety small_network no_http
    (numbered ((2, [http_to_service]) :: no_http_annotation)) = false.
Proof. vm_compute. reflexivity. Qed.

(** A set that the table lacks is no way out. *)
Example unnamed_set :
  check_safety small_network no_http
    (numbered ((0, [[(Family, 1); (Source, 99)]]) :: no_http_annotation)) = false.
Proof. vm_compute. reflexivity. Qed.

(** The starts lie in two boxes together, in neither alone. *)
Example covered_by_two :
  check_safety small_network no_http
    (numbered [(0, [http_to_service ++ [(SourcePort, 8)];
                    http_to_service ++ [(SourcePort, 13)]]);
               (1, [http_to_service]); (3, [http_to_service])]) = true.
Proof. vm_compute. reflexivity. Qed.

(** HTTPS is delivered: the widest annotation fails at the bad state. *)
Definition no_https : SafetyClaim :=
  {| starts := numbered [(0, [service_https])]; bad := numbered [(2, everything)] |}.

Example false_claim :
  check_safety small_network no_https
    (numbered [(0, [service_https]); (1, [service_https]); (2, [service_https])]) = false.
Proof. vm_compute. reflexivity. Qed.

(** Traffic that may go to the unknown peering is not proved safe ([CNV-3]). *)
Definition no_peered : SafetyClaim :=
  {| starts := numbered [(0, [peered])]; bad := numbered [(2, everything)] |}.

Example unknown_is_not_proved :
  check_safety small_network no_peered
    (numbered [(0, [peered]); (1, [peered]); (4, [peered])]) = false.
Proof. vm_compute. reflexivity. Qed.

(** ** Guarantee *)

Definition https_arrives : GuaranteeClaim :=
  {| sources := numbered [(0, [service_https])]; receivers := numbered [(2, everything)] |}.

Definition https_annotation : Annotation :=
  numbered [(0, [service_https]); (1, [service_https]); (2, [service_https])].

(** Ranks that fall from each location to the next. *)
Definition steps_left : Numbers.t N := numbered [(0, 4); (1, 3); (5, 2); (2, 1); (6, 1)].

Example guarantee_accepted :
  check_guarantee small_network https_arrives https_annotation steps_left = true.
Proof. vm_compute. reflexivity. Qed.

(** Through NAT: what arrives outside comes from the NAT address. *)
Definition beyond : NamedBox := [(Family, 1); (Destination, 17)].
Definition translated : NamedBox := (Source, 15) :: beyond.

Example nat_guarantee_accepted :
  check_guarantee small_network
    {| sources := numbered [(0, [beyond])]; receivers := numbered [(6, [translated])] |}
    (numbered [(0, [beyond]); (1, [beyond]); (5, [beyond]); (6, [translated])]) steps_left = true.
Proof. vm_compute. reflexivity. Qed.

(** A rank that does not fall, a wrong receiver, and a drop. *)
Example flat_rank :
  check_guarantee small_network https_arrives https_annotation (numbered []) = false.
Proof. vm_compute. reflexivity. Qed.

Example wrong_receiver :
  check_guarantee small_network
    {| sources := numbered [(0, [service_https])]; receivers := numbered [(6, everything)] |}
    https_annotation steps_left = false.
Proof. vm_compute. reflexivity. Qed.

Example http_does_not_arrive :
  check_guarantee small_network
    {| sources := numbered [(0, [http_to_service])]; receivers := numbered [(2, everything)] |}
    (numbered no_http_annotation) steps_left = false.
Proof. vm_compute. reflexivity. Qed.
