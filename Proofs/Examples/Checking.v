(** * The certificate checker at work

    A small network with NAT, a drop and a missing peering: genuine certificates are accepted,
    damaged ones are not, and none is accepted for a false claim. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.ForwardingGraph.
From Isola Require Import Model.Certificates Examples.Vectors.
Import ListNotations.
Open Scope N_scope.

Definition test (f : Field) (first last : N) : Constraint :=
  {| field := f; range := {| low := first; high := last |} |}.

(** Host 0, router 1, service 2 (delivered), drop 3, a peering that is not in the snapshot 4, NAT 5,
    outside 6 (delivered). Only HTTPS to the service passes the router; other traffic to 10/8 is
    dropped, except that to 10.9/16, about which nothing is known; the rest goes through NAT to the
    outside. *)
Definition ten : Box := [test Family 4 4; test Destination (ip 10 0 0 0) (ip 10 255 255 255)].
Definition peered : Box := [test Family 4 4; test Destination (ip 10 9 0 0) (ip 10 9 255 255)].
Definition service_https : Box :=
  [test Family 4 4; test Destination host_b host_b; test Protocol 6 6;
   test DestinationPort 443 443].

Definition edge (t h : Location) (b : Boxes) (r : Rewrite) : Edge :=
  {| tail := t; head := h; guard := b; rewrite := r |}.

Definition small_network : Graph :=
  {| kind := fun l =>
       if l =? 2 then Delivered else if l =? 3 then Dropped 1 else if l =? 4 then UnknownSink 9
       else if l =? 6 then Delivered else Transit;
     edges :=
       [edge 0 1 everything [];
        edge 1 2 [service_https] [];
        edge 1 4 [peered] [];
        edge 1 3 (subtract [ten] [service_https; peered]) [];
        edge 1 5 (outside [ten]) [];
        edge 5 6 everything
          [(Source, Choose (exactly (ip 198 51 100 1)));
           (SourcePort, Choose {| low := 1024; high := 65535 |})]] |}.

(** The host sends HTTP to the service: it is never delivered there. *)
Definition http_to_service : Box :=
  [test Family 4 4; test Source host_a host_a; test Destination host_b host_b; test Protocol 6 6;
   test DestinationPort 80 80].

Definition no_http : SafetyClaim :=
  {| starts := [(0, [http_to_service])]; bad := [(2, everything); (6, everything)] |}.

Definition no_http_annotation : Annotation :=
  [(0, [http_to_service]); (1, [http_to_service]); (3, [http_to_service])].

Example genuine_accepted : check_safety small_network no_http no_http_annotation = true.
Proof. vm_compute. reflexivity. Qed.

(** A start is missing; an edge leaves the annotation; a bad state is annotated. *)
Example without_start :
  check_safety small_network no_http [(1, [http_to_service]); (3, [http_to_service])] = false.
Proof. vm_compute. reflexivity. Qed.

Example without_successor :
  check_safety small_network no_http [(0, [http_to_service]); (1, [http_to_service])] = false.
Proof. vm_compute. reflexivity. Qed.

Example with_bad_state :
  check_safety small_network no_http ((2, [http_to_service]) :: no_http_annotation) = false.
Proof. vm_compute. reflexivity. Qed.

(** HTTPS is delivered: the widest annotation fails at the bad state. *)
Definition no_https : SafetyClaim :=
  {| starts := [(0, [service_https])]; bad := [(2, everything)] |}.

Example false_claim :
  check_safety small_network no_https
    [(0, [service_https]); (1, [service_https]); (2, [service_https])] = false.
Proof. vm_compute. reflexivity. Qed.

(** Traffic that may go to the unknown peering is not proved safe ([CNV-3]). *)
Definition no_peered : SafetyClaim := {| starts := [(0, [peered])]; bad := [(2, everything)] |}.

Example unknown_is_not_proved :
  check_safety small_network no_peered [(0, [peered]); (1, [peered]); (4, [peered])] = false.
Proof. vm_compute. reflexivity. Qed.

(** ** Guarantee *)

Definition https_arrives : GuaranteeClaim :=
  {| sources := [(0, [service_https])]; receivers := [(2, everything)] |}.

Definition https_annotation : Annotation :=
  [(0, [service_https]); (1, [service_https]); (2, [service_https])].

Definition steps_left (l : Location) : N := 6 - l.

Example guarantee_accepted :
  check_guarantee small_network https_arrives https_annotation steps_left = true.
Proof. vm_compute. reflexivity. Qed.

(** Through NAT: what arrives outside comes from the NAT address. *)
Definition beyond : Box := [test Family 4 4; test Destination (ip 203 0 113 0) (ip 203 0 113 255)].
Definition translated : Box := test Source (ip 198 51 100 1) (ip 198 51 100 1) :: beyond.

Example nat_guarantee_accepted :
  check_guarantee small_network {| sources := [(0, [beyond])]; receivers := [(6, [translated])] |}
    [(0, [beyond]); (1, [beyond]); (5, [beyond]); (6, [translated])] (fun l => 10 - l) = true.
Proof. vm_compute. reflexivity. Qed.

(** A rank that does not fall, a wrong receiver, and a drop. *)
Example flat_rank :
  check_guarantee small_network https_arrives https_annotation (fun _ => 1) = false.
Proof. vm_compute. reflexivity. Qed.

Example wrong_receiver :
  check_guarantee small_network
    {| sources := [(0, [service_https])]; receivers := [(6, everything)] |}
    https_annotation steps_left = false.
Proof. vm_compute. reflexivity. Qed.

Example http_does_not_arrive :
  check_guarantee small_network
    {| sources := [(0, [http_to_service])]; receivers := [(2, everything)] |}
    no_http_annotation steps_left = false.
Proof. vm_compute. reflexivity. Qed.
