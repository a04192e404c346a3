(** * Extraction of the interpreter and of the certificate checker to OCaml

    One OCaml module for each file of [Model/]. Numbers become Zarith integers; what follows the
    standard mapping replaces tests that Coq defines on binary digits by those of the library. *)

From Coq Require Import Extraction ExtrOcamlBasic ExtrOcamlZBigInt NArith.
From Isola Require Model.Interpreter Model.Certificates.

Extract Constant N.eqb => "Big_int_Z.eq_big_int".
Extract Constant N.leb => "Big_int_Z.le_big_int".
Extract Constant N.ltb => "Big_int_Z.lt_big_int".
Extract Constant N.pow => "Big_int_Z.power_big_int_positive_big_int".

Extraction Blacklist List String Int.

Separate Extraction Model.Interpreter Model.Network.written_service
  Model.Certificates.check_safety Model.Certificates.check_guarantee
  Model.Certificates.check_exact_guarantee.
