"""What a release holds beside the warehouse file: catalogue, Chinese views, open data, the report."""
