"""The domain of Cek Pemilih: who may vote where, and how an error in the list is mended."""
